"""Tools of a checkout that are no part of the product: what the content carries and repeats."""
