"""Figures for other people's pages: frames, oEmbed, pictures, presets."""
