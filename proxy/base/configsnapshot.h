// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/secret.h"
#include "proxy/base/upstreamtls.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QHostAddress>

#include <chrono>
#include <memory>

namespace keyswitch
{

// What the front door holds callers to.
struct AcceptLimits {
    qsizetype headBytes = 64 * 1024;
    qsizetype targetBytes = 8 * 1024;
    int headerLines = 100;
    qint64 bodyBytes = 32LL * 1024 * 1024;
    qint64 bodyBytesPerSecond = 1024; // a body slower than this is refused
    std::chrono::milliseconds headTime{10'000}; // absolute, from the first byte
    std::chrono::milliseconds bodyTime{20'000}; // absolute, prolonged by bodyBytesPerSecond
    std::chrono::milliseconds idleTime{75'000}; // kept-alive connection without a request
    std::chrono::milliseconds stallTime{60'000}; // a reader that takes nothing
    std::chrono::milliseconds lingerTime{2'000};
    int connections = 4096; // of all workers together
    int connectionsPerAddress = 1024; // likewise; an IPv6 address counts by its /64
    qsizetype highWatermark = 256 * 1024;
    qsizetype lowWatermark = 64 * 1024;
};

// PEM files; both empty: plain HTTP.
struct ListenTls {
    QByteArray certificate; // paths, UTF-8
    QByteArray key;
    bool isWanted() const { return !certificate.isEmpty(); }
};

struct UpstreamTlsFiles { // PEM; paths, UTF-8; empty: none
    QByteArray authorities;
    QByteArray certificate;
    QByteArray key;
};

struct UpstreamSettings {
    enum class Mode : quint8 { Mock, LiteLlm };
    // Qt: the stock QNetworkAccessManager, for comparison and for trouble. At most 6 connections a host, so a seventh
    // stream waits; reads an answer's head with one recv() a byte on plain http (2 KB of headers: 2 ms of CPU); sends a
    // POST twice when the upstream closes without an answer; buffers more than setReadBufferSize() allows; has few
    // words for what went wrong, so that a row tells less; takes 103 for the answer and is lax about an answer's
    // framing (a bad chunk is the end to it, and over TLS so is a cut without close_notify); sees no address, so that a
    // name may lead it to cloud metadata. The flows run with it, too, and name each of these where it fails them.
    enum class Engine : quint8 { Curl, Qt };
    Mode mode = Mode::Mock;
    Engine engine = Engine::Curl;
    QByteArray baseUrl; // without a trailing slash; "/chat/completions" is appended as it stands
    std::chrono::milliseconds connectTime{3'000};
    std::chrono::milliseconds firstByteTime{600'000};
    std::chrono::milliseconds silenceTime{120'000}; // between two pieces of an answer
    std::chrono::milliseconds keepAliveComment{15'000}; // SSE comment to the client after this much silence
    UpstreamTlsFiles tlsFiles;
    std::shared_ptr<const UpstreamTls>
        tls; // what stands in them; null: the system's authorities, and no certificate of ours
    std::shared_ptr<const Secret> masterKey; // LiteLLM's, for its admin API only; never for a call
};

struct LettaSettings {
    QByteArray baseUrl; // empty: not configured
    std::shared_ptr<const Secret> token;
    std::chrono::milliseconds requestTime{60'000};
};

struct LogSettings {
    enum class Level : quint8 { Debug, Info, Warning, Error };
    enum class Format : quint8 { Readable, Json };
    Level level = Level::Info;
    Format format = Format::Readable; // Json when the environment is a production one
};

struct StoreSettings {
    // What becomes of new calls while the store can keep no more rows (disk full or locked, and the queue in memory
    // used up): refused, or answered without a row and counted as unaccounted.
    enum class WhenFull : quint8 { Refuse, Serve };
    WhenFull whenFull = WhenFull::Refuse;
    qint64 queuedRows = 200'000; // that may wait in memory, about 500 bytes each
    int backupsKept = 5; // of each kind: those in the data folder's `backups`, and those before an update
};

// The settings as the data path and the control plane use them. Immutable; swapped whole like the directory.
struct ConfigSnapshot {
    QHostAddress listenAddress{QHostAddress::LocalHost};
    quint16 listenPort = 8484;
    ListenTls listenTls;
    QByteArray publicUrl; // how agents reach us, written into Letta; empty: http(s)://listen:port
    QByteArrayList allowedHosts; // besides loopback names and the listening address
    AcceptLimits limits;
    UpstreamSettings upstream;
    LettaSettings letta;
    std::shared_ptr<const Secret> globalKey; // LETTA_GLOBAL_API_KEY; null: nobody can call
    QByteArray defaultModel;
    int workers = 1;
    LogSettings log;
    StoreSettings store;
};

} // namespace keyswitch
