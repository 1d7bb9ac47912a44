"""Pictures of games, equilibria, regimes and families, drawn by the methods called ``plot``.

Matplotlib is optional, and imported when the first picture is drawn.
"""
