"""A chosen phrase reworded to the buyer's message by an endpoint of the shop's own (改写).

Off until a person turns it on; nothing here is imported before.
"""
