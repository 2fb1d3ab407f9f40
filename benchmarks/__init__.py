"""Benchmarks: how many times better than the plain way, and how far from what the machine allows.

``make bench`` runs all, ``make bench ONLY=double-descent`` or ``ONLY=double-descent/all-widths`` a part. To add one,
write a function in ``benchmarks/<room>.py`` under ``@bench("<room>/<name>")``; nothing lists the modules.
"""

from overlook.kit.numerics import pin

# Before NumPy is imported by anything below.
pin()
