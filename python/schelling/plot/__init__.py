"""Pictures of games, equilibria, regimes and families; ``plot`` methods draw them.

Matplotlib is imported when the first picture is drawn.
"""
