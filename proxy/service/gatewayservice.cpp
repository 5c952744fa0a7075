// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/gatewayservice.h"

// The interface's meta object is made here.
