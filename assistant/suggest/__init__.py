"""From a buyer's message to the replies that fit: scenes, then phrases; silence when unsure.

``Engine.read`` says what a message is about, ``Suggester.suggest`` which phrases fit. Everything
works offline on weights that were trained from the content files (``python dev.py train``).
"""
