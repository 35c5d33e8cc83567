"""Item models over values of the phrasebook; they never raise and never read a store."""
