-- SPDX-License-Identifier: GPL-3.0-or-later
-- wrk: chat requests of about 1 KB for two agents in turn. Arguments: bearer, "stream" or "plain", two paths.
local count = 0

function init(arguments)
    local stream = arguments[2] == "stream" and '"stream":true,"stream_options":{"include_usage":true},' or ""
    wrk.method = "POST"
    wrk.body = '{"model":"bench",' .. stream .. '"messages":[{"role":"user","content":"' ..
        string.rep("the quick brown fox ", 48) .. '"}]}'
    wrk.headers["content-type"] = "application/json"
    wrk.headers["authorization"] = "Bearer " .. arguments[1]
    requests = {}
    for number = 3, #arguments do
        wrk.headers["x-agent"] = number == 3 and "a" or "b"
        requests[#requests + 1] = wrk.format(nil, arguments[number])
    end
end

function request()
    count = count + 1
    return requests[count % #requests + 1]
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format("RESULT %d %d %d %.3f %.3f\n", summary.requests, summary.duration,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout,
        latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
