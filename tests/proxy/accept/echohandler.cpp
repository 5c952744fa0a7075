// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/proxy/accept/echohandler.h"

#include <QTimer>

namespace keyswitch::test
{

// One that outlasts handle(): waiting, or sending in pieces.
class EchoHandler::Exchange final : public QObject, public ClientListener
{
public:
    Exchange(EchoHandler *owner, ClientConnection *to)
        : QObject(owner)
        , handler(owner)
        , client(to)
    {
        client->setListener(this);
    }
    void clientGone() override
    {
        ++handler->gone;
        client = nullptr;
        deleteLater();
    }
    void clientDrained() override
    {
        ++handler->drained;
        push();
    }
    void push()
    {
        static const QByteArray piece(48 * 1024, 'x');
        while (client && left > 0) {
            client->write(QByteArrayView(piece).first(qMin<qint64>(left, piece.size())));
            left -= qMin<qint64>(left, piece.size());
            client->flush();
            handler->mostPending = qMax(handler->mostPending.load(), client->pending());
            if (client->congested()) {
                ++handler->congested;
                return; // until drained
            }
        }
        if (client && left == 0) {
            client->finish();
            deleteLater();
        }
    }
    EchoHandler *handler;
    ClientConnection *client;
    qint64 left = -1;
};

void EchoHandler::answer(ClientConnection *client, int status, const QByteArray &body)
{
    client->begin(status, "content-type: text/plain\r\n", body.size());
    client->write(body);
    client->finish();
}

std::optional<Failure> EchoHandler::inspectHead(const RequestHead &head)
{
    ++inspected;
    if (head.path.startsWith("/deny"))
        return Failure{FailureKind::WrongBearer, {}};
    return std::nullopt;
}

void EchoHandler::refuse(RequestHead &&, const Failure &, ClientConnection *client)
{
    answer(client, 401, "denied");
}

void EchoHandler::refusedFraming(const FramingRefusal &refusal)
{
    lastRefusal = refusal.status;
    lastCode = refusal.code;
    ++refused;
}

void EchoHandler::handle(RequestHead &&head, QByteArray &&body, ClientConnection *client)
{
    ++handled;
    const auto keep = [this, client] { return new Exchange(this, client); };
    if (head.path == "/wait") {
        keep();
    } else if (head.path == "/open") {
        keep();
        client->begin(200, {}, std::nullopt);
        client->write("hello");
        client->flush();
    } else if (head.path == "/big") {
        Exchange *const exchange = keep();
        exchange->left = head.query.toLongLong();
        client->begin(200, {}, exchange->left);
        exchange->push();
    } else if (head.path == "/short") {
        client->begin(200, {}, 10);
        client->write("hello");
        client->finish();
    } else if (head.path == "/cut" || head.path == "/torn") {
        client->begin(200, {}, std::nullopt);
        client->write("hello");
        client->flush();
        client->abort();
    } else if (head.path.startsWith("/chunked")) {
        client->begin(200, {}, std::nullopt);
        for (const char *piece : {"one", "two", "three"}) {
            client->write(piece);
            client->flush();
        }
        client->finish();
    } else {
        const QByteArray text = "path=" + head.path + " query=" + head.query + " host=" + head.host
            + " len=" + QByteArray::number(body.size()) + " body=" + body.left(64) + " end\n";
        if (!head.path.startsWith("/slow"))
            return answer(client, 200, text);
        Exchange *const exchange = keep();
        QTimer::singleShot(100, exchange, [this, exchange, text] {
            if (exchange->client)
                answer(exchange->client, 200, text);
            exchange->deleteLater();
        });
    }
}

} // namespace keyswitch::test
