"""What helps with notes, handovers and reminders: rules over values, no input or output.

Only the key (``keys``, ``key_file``) and the file for another PC (``parcel``) touch the disk.
"""
