#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Is a leak found, and noise not taken for one? Drawn with fixed seeds."""
import os
import random
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from trend import students_t, trend  # noqa: E402

TIMES = [5.0 * number / 3600 for number in range(96)]  # hours: eight minutes


def noise(seed, alike=0.0):
    """Like memory in MB: each sample resembles the one before it."""
    draw, value = random.Random(seed), 0.0
    for _ in TIMES:
        value = alike * value + draw.gauss(0, 0.2)
        yield value


class TrendTest(unittest.TestCase):
    def test_students_t_is_that_of_the_tables(self):
        for freedom, known in ((5, 2.571), (10, 2.228), (30, 2.042), (94, 1.986)):
            self.assertAlmostEqual(students_t(0.975, freedom), known, delta=0.01 * known)

    def test_a_straight_line_has_its_slope(self):
        found = trend(TIMES, [30 + 12 * time for time in TIMES])
        self.assertAlmostEqual(found.slope, 12)
        self.assertAlmostEqual(found.low, 12, places=3)
        self.assertAlmostEqual(found.high, 12, places=3)

    def test_a_leak_is_found_in_noise(self):
        for seed in range(20):
            self.assertGreater(trend(TIMES, [30 + 12 * time + one for time, one in zip(TIMES, noise(seed))]).low, 1)

    def test_noise_is_no_leak(self):
        for alike, most in ((0.0, 12), (0.8, 20)):  # of 200; 2.5 % are outside on this side, and some more when n is small
            grows = sum(trend(TIMES, [30 + one for one in noise(seed, alike)]).low > 0 for seed in range(200))
            self.assertLessEqual(grows, most, alike)

    def test_a_constant_is_flat(self):
        self.assertEqual(trend(TIMES, [7.0] * len(TIMES)).high, 0)

    def test_too_few_samples_are_refused(self):
        self.assertRaises(ValueError, trend, TIMES[:7], TIMES[:7])


if __name__ == "__main__":
    unittest.main()
