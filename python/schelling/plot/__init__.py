"""Pictures of games, results and families."""
