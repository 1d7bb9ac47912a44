"""The explorer: a family under sliders in a notebook."""
