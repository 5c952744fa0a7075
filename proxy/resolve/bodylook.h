// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/endpoint.h"
#include "proxy/base/failure.h"

#include <QByteArray>
#include <QByteArrayView>

#include <tl/expected.hpp>

namespace keyswitch
{

// A value's place in the body, in bytes. Absent values have size 0 (a JSON value never has).
struct BodySpan {
    qsizetype at = 0;
    qsizetype size = 0;

    bool isPresent() const { return size > 0; }
    friend bool operator==(const BodySpan &, const BodySpan &) = default;
};

// What Keyswitch needs to know of a request's body, and where its few splices go. The body itself goes on byte for
// byte: nothing here is ever written back as JSON except through bodysplice.h.
// Where a key comes twice, the last one counts, as in Python's parsers behind LiteLLM: what was checked is what is
// used. All places refer to that last one.
struct BodyLook {
    QByteArray model; // decoded UTF-8; empty when absent, null or ""
    bool hasModel = false; // false: absent, null or ""
    bool stream = false;
    bool clientAskedForUsage = false; // stream_options.include_usage is true

    qsizetype afterBrace = 0; // just behind the opening brace; the object is never empty
    BodySpan modelValue;
    BodySpan streamOptions; // an object or null
    bool streamOptionsIsObject = false;
    bool streamOptionsIsEmpty = false; // {}: nothing to put a comma before
    BodySpan includeUsage; // a bool or null, in streamOptions
};

// Looks at a request's body in one pass, without a document and without recursion, in linear time; pure, any thread.
// The whole body must be one JSON object (RFC 8259: valid UTF-8, no BOM, no NaN, at most 1,024 deep) with the fields
// that the endpoint cannot do without. Numbers are checked for their shape alone: 1e400 and a thousand digits pass.
// Refused fields stand in one table in the source. Not for endpoints without a body (GET /v1/models).
tl::expected<BodyLook, Failure> lookAt(Endpoint endpoint, QByteArrayView body);

} // namespace keyswitch
