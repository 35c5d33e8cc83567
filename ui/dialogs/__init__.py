"""Forms and strips that open on their own or inside another window."""
