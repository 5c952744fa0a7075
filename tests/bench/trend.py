# SPDX-License-Identifier: GPL-3.0-or-later
"""Does a measured figure grow? A least-squares line with the confidence interval of its slope. Neighbouring samples of memory
are alike, so that n of them tell less than n independent ones would: the interval is widened by the correlation of the
residuals with their neighbours (Santer et al. 2000, doi:10.1029/1999JD901105)."""
import math
from dataclasses import dataclass
from statistics import NormalDist


@dataclass
class Trend:
    slope: float  # of the figure for each unit of time
    low: float  # the interval's ends
    high: float


def students_t(probability, freedom):
    """Quantile of Student's t (Abramowitz and Stegun 26.7.5); good to 1 % from 3 degrees of freedom on."""
    z = NormalDist().inv_cdf(probability)
    return (z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
            + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3))


def trend(times, values, confidence=0.95):
    """Of at least eight samples."""
    count = len(times)
    if count < 8 or count != len(values):
        raise ValueError(f"{count} samples tell no trend")
    middle, mean = sum(times) / count, sum(values) / count
    spread = sum((time - middle) ** 2 for time in times)
    slope = sum((time - middle) * (value - mean) for time, value in zip(times, values)) / spread
    rest = [value - mean - slope * (time - middle) for time, value in zip(times, values)]
    squares = sum(one**2 for one in rest)
    alike = sum(one * other for one, other in zip(rest, rest[1:])) / squares if squares else 0.0
    alike = min(max(alike, 0.0), 0.99)
    # The interval of a slope needs three samples at least; fewer independent ones only widen it further.
    independent = max(count * (1 - alike) / (1 + alike), 3.0)
    error = math.sqrt(squares / (independent - 2) / spread)
    margin = students_t((1 + confidence) / 2, independent - 2) * error
    return Trend(slope, slope - margin, slope + margin)
