"""Everything Qt. Talks to ``assistant`` and ``phrasebook``; never the other way round."""
