// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/provider/call.h"

#include "tests/bench/wire/answertext.h"

#include <sys/epoll.h>

namespace keyswitch::bench
{

static constexpr size_t scriptBytes = 128; // a request's script stands within
static constexpr auto slowBegin = std::chrono::seconds(1);

Call::Call(Listener &listener, EventLoop &loop, Descriptor socket)
    : m_listener(listener)
    , m_socket(std::move(socket))
    , m_timer(loop, [this] { m_script.streams() && m_nextChunk > 0 ? continueStream() : answer(); })
{
    loop.watch(m_socket, *this);
}

void Call::ready(std::uint32_t events)
{
    if (m_state != State::Closed && (events & EPOLLOUT) && m_state == State::Answering)
        flush();
    if (m_state != State::Closed && (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)))
        read();
}

void Call::read()
{
    while (m_state != State::Closed) {
        switch (receive(m_socket, m_in)) {
        case Received::Some:
            consume();
            break;
        case Received::Nothing:
            return;
        case Received::End:
        case Received::Broken:
            peerLeft();
            return;
        }
    }
}

void Call::consume()
{
    if (m_state == State::Head && !takeHead())
        return;
    if (m_state != State::Body)
        return; // the next request waits until this one is answered
    std::string_view bytes = m_in;
    const BodyReader::State state = m_body.read(bytes, [this](std::string_view piece) {
        m_bodyBegin.append(piece.substr(0, scriptBytes - std::min(scriptBytes, m_bodyBegin.size())));
    });
    m_in.erase(0, m_in.size() - bytes.size());
    if (state == BodyReader::State::Malformed)
        refuse();
    else if (state == BodyReader::State::Complete)
        begin();
}

bool Call::takeHead()
{
    const auto length = headLength(m_in);
    if (!length)
        return false;
    auto head = readHead(std::string_view(m_in).substr(0, *length));
    if (!head) {
        refuse();
        return false;
    }
    m_isPost = head->firstLine.starts_with("POST ");
    if (!m_isPost && !head->chunked && !head->contentLength)
        head->contentLength = 0;
    m_body = BodyReader(*head);
    m_bodyBegin.clear();
    m_closesAfter = head->closes;
    constexpr std::string_view scheme = "Bearer ";
    m_bearer = head->authorization.starts_with(scheme) ? head->authorization.substr(scheme.size()) : std::string_view();
    m_in.erase(0, *length);
    m_state = State::Body;
    return true;
}

void Call::begin()
{
    m_state = State::Answering;
    m_answerEnds = false;
    m_nextChunk = 0;
    m_script = Script();
    if (!m_isPost) { // somebody looks whether we are there
        answerPlainly(200, "{}", 2);
        return;
    }
    const std::optional<Script> script = Script::ofRequest(m_bodyBegin);
    if (!script) {
        refuse();
        return;
    }
    m_script = *script;
    ++m_listener.counts().requests;
    ++m_listener.counts().byFault[word(m_script.fault)];
    if (m_script.fault == Script::Fault::Slow)
        m_timer.startIn(slowBegin);
    else
        answer();
}

void Call::answer()
{
    if (m_script.fault == Script::Fault::Reset) {
        resetOnClose(m_socket);
        close();
    } else if (m_script.fault == Script::Fault::Error) {
        const std::string body = errorAnswer();
        answerPlainly(500, body, body.size());
    } else if (m_script.streams()) {
        beginStream();
    } else if (m_script.fault != Script::Fault::Hold) {
        const std::string body = plainAnswer(m_bearer);
        const bool cut = m_script.fault == Script::Fault::Cut;
        answerPlainly(200, body, cut ? body.size() / 2 : body.size());
    }
}

// `bodyBytes`: so many are sent of it.
void Call::answerPlainly(int status, const std::string &body, size_t bodyBytes)
{
    m_closesAfter = m_closesAfter || bodyBytes < body.size();
    m_out += status == 200 ? "HTTP/1.1 200 OK\r\n" : "HTTP/1.1 500 Internal Server Error\r\n";
    m_out += m_listener.extraHeaders();
    m_out += "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n";
    m_out.append(body, 0, bodyBytes);
    m_answerEnds = true;
    flush();
}

// The head and each event are sent by themselves, as a provider does that flushes each token.
void Call::beginStream()
{
    m_out += "HTTP/1.1 200 OK\r\n" + m_listener.extraHeaders();
    m_out += "Content-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-cache\r\n"
             "Transfer-Encoding: chunked\r\n\r\n";
    m_out += framedAsChunk(streamEvents(m_bearer, 1).front());
    m_streamBegin = Clock::now();
    m_nextChunk = 1;
    if (flush() && m_script.fault != Script::Fault::Hold)
        continueStream();
}

void Call::continueStream()
{
    const std::vector<std::string> &events = m_listener.framedEvents(m_script.chunks);
    const bool cut = m_script.fault == Script::Fault::Cut;
    const int end = cut ? m_script.chunks / 2 : m_script.chunks;
    const std::chrono::milliseconds pause(m_script.chunkMilliseconds);
    while (m_nextChunk < end) {
        if (pause.count() > 0 && m_streamBegin + m_nextChunk * pause > Clock::now()) {
            m_timer.startAt(m_streamBegin + m_nextChunk * pause);
            return;
        }
        m_out += events[size_t(m_nextChunk++)];
        if (!flush())
            return;
    }
    if (cut)
        m_closesAfter = true;
    else
        endStream();
    m_answerEnds = true;
    flush();
}

void Call::endStream()
{
    const std::vector<std::string> &events = m_listener.framedEvents(m_script.chunks);
    for (size_t at = size_t(m_script.chunks); at < events.size(); ++at)
        m_out += events[at];
    m_out += "0\r\n\r\n";
}

// False when the connection is gone.
bool Call::flush()
{
    switch (send(m_socket, m_out, {}, m_sent)) {
    case Sent::Some:
        return true;
    case Sent::Broken:
        peerLeft();
        return false;
    case Sent::All:
        break;
    }
    m_out.clear();
    m_sent = 0;
    if (m_answerEnds)
        finishAnswer();
    return m_state != State::Closed;
}

void Call::finishAnswer()
{
    m_answerEnds = false;
    if (m_closesAfter) {
        close();
        return;
    }
    m_state = State::Head;
    if (!m_in.empty())
        consume();
}

void Call::refuse()
{
    ++m_listener.counts().malformed;
    close();
}

void Call::peerLeft()
{
    if (m_state == State::Answering)
        ++(m_script.fault == Script::Fault::Hold ? m_listener.counts().released : m_listener.counts().left);
    else if (m_state == State::Body || !m_in.empty())
        ++m_listener.counts().malformed; // half a request
    close();
}

void Call::close()
{
    m_state = State::Closed;
    m_timer.stop();
    m_socket.close();
    m_listener.closed(this);
}

} // namespace keyswitch::bench
