"""Leaves that only the tests know; `SIMULATION_CATALOGUES` puts this folder beside the real catalogue."""
