"""Pages of the sidebar, one module each; they never import each other."""
