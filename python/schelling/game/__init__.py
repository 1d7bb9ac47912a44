"""The game and what can be made of one."""
