// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/secondparser.h"

#include <http_parser.h>

namespace keyswitch::fuzz
{

namespace
{

struct State {
    SecondReading reading;
    QByteArray name;
    QByteArray value;
    bool inValue = false;
    bool headDone = false;

    void endField()
    {
        if (inValue && !headDone) {
            // Blanks at the end of a value are not part of it (RFC 9110, 5.5); http_parser hands them on.
            while (value.endsWith(' ') || value.endsWith('\t'))
                value.chop(1);
            reading.fields.append(name.toLower() + ": " + value);
        }
        name.clear();
        value.clear();
        inValue = false;
    }
};

State &stateOf(http_parser *parser)
{
    return *static_cast<State *>(parser->data);
}

http_parser_settings callbacks()
{
    http_parser_settings settings;
    http_parser_settings_init(&settings);
    settings.on_url = [](http_parser *parser, const char *at, size_t length) {
        stateOf(parser).reading.target.append(at, qsizetype(length));
        return 0;
    };
    settings.on_header_field = [](http_parser *parser, const char *at, size_t length) {
        State &state = stateOf(parser);
        if (state.inValue)
            state.endField();
        state.name.append(at, qsizetype(length));
        return 0;
    };
    settings.on_header_value = [](http_parser *parser, const char *at, size_t length) {
        stateOf(parser).inValue = true;
        stateOf(parser).value.append(at, qsizetype(length));
        return 0;
    };
    settings.on_headers_complete = [](http_parser *parser) {
        stateOf(parser).endField();
        stateOf(parser).headDone = true;
        return 0;
    };
    settings.on_body = [](http_parser *parser, const char *at, size_t length) {
        stateOf(parser).reading.body.append(at, qsizetype(length));
        return 0;
    };
    settings.on_message_complete = [](http_parser *parser) {
        stateOf(parser).reading.complete = true;
        http_parser_pause(parser, 1);
        return 0;
    };
    return settings;
}

} // namespace

SecondReading readAgain(QByteArrayView input)
{
    static const http_parser_settings settings = callbacks();
    State state;
    http_parser parser;
    http_parser_init(&parser, HTTP_REQUEST);
    parser.data = &state;
    const size_t consumed = http_parser_execute(&parser, &settings, input.data(), size_t(input.size()));
    SecondReading &reading = state.reading;
    reading.consumed = qsizetype(consumed);
    reading.method = http_method_str(static_cast<http_method>(parser.method));
    if (!reading.complete && HTTP_PARSER_ERRNO(&parser) != HPE_OK)
        reading.error = http_errno_name(HTTP_PARSER_ERRNO(&parser));
    return reading;
}

} // namespace keyswitch::fuzz
