# SPDX-License-Identifier: GPL-3.0-or-later
"""What the live tests start and talk to."""
