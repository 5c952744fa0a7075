<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en_US">
<context>
    <name>Store</name>
    <message numerus="yes">
        <source>%n sum(s)</source>
        <translation>
            <numerusform>%n sum</numerusform>
            <numerusform>%n sums</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 has %n agent(s).</source>
        <translation>
            <numerusform>%1 has %n agent.</numerusform>
            <numerusform>%1 has %n agents.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>keyswitch::AgentsPage</name>
    <message numerus="yes">
        <source>%n agent(s)</source>
        <translation>
            <numerusform>%n agent</numerusform>
            <numerusform>%n agents</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n agent(s) are hidden by the filter.</source>
        <translation>
            <numerusform>%n agent is hidden by the filter.</numerusform>
            <numerusform>%n agents are hidden by the filter.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n agent(s) enabled</source>
        <translation>
            <numerusform>%n agent enabled</numerusform>
            <numerusform>%n agents enabled</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n agent(s) disabled</source>
        <translation>
            <numerusform>%n agent disabled</numerusform>
            <numerusform>%n agents disabled</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n mapping(s) removed</source>
        <translation>
            <numerusform>%n mapping removed</numerusform>
            <numerusform>%n mappings removed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>keyswitch::CareDesk</name>
    <message numerus="yes">
        <source>%1: %n line(s)</source>
        <translation>
            <numerusform>%1: %n line</numerusform>
            <numerusform>%1: %n lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>keyswitch::DoctorCheck</name>
    <message numerus="yes">
        <source>%1; %n user(s) without a LiteLLM key</source>
        <translation>
            <numerusform>%1; %n user without a LiteLLM key</numerusform>
            <numerusform>%1; %n users without a LiteLLM key</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>accepted; %n agent(s)</source>
        <translation>
            <numerusform>accepted; %n agent</numerusform>
            <numerusform>accepted; %n agents</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>accepted; more than %n agent(s)</source>
        <translation>
            <numerusform>accepted; more than %n agent</numerusform>
            <numerusform>accepted; more than %n agents</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>accepted; %n model(s)</source>
        <translation>
            <numerusform>accepted; %n model</numerusform>
            <numerusform>accepted; %n models</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>keyswitch::ErrorState</name>
    <message numerus="yes">
        <source>by itself in %n s</source>
        <translation>
            <numerusform>by itself in %n s</numerusform>
            <numerusform>by itself in %n s</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>keyswitch::LiveTrafficPage</name>
    <message numerus="yes">
        <source>%n request(s)</source>
        <translation>
            <numerusform>%n request</numerusform>
            <numerusform>%n requests</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The newest %n request(s)</source>
        <translation>
            <numerusform>The newest %n request</numerusform>
            <numerusform>The newest %n requests</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) are hidden by the filter.</source>
        <translation>
            <numerusform>%n request is hidden by the filter.</numerusform>
            <numerusform>%n requests are hidden by the filter.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>keyswitch::MappingTestPage</name>
    <message numerus="yes">
        <source>%n passed</source>
        <translation>
            <numerusform>%n passed</numerusform>
            <numerusform>%n passed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n to look at</source>
        <translation>
            <numerusform>%n to look at</numerusform>
            <numerusform>%n to look at</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>keyswitch::StatusBridge</name>
    <message numerus="yes">
        <source>The cost of %n request(s) is unknown.</source>
        <translation>
            <numerusform>The cost of %n request is unknown.</numerusform>
            <numerusform>The cost of %n requests is unknown.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>keyswitch::StoreWatch</name>
    <message numerus="yes">
        <source>%n request(s) since the start have no row</source>
        <translation>
            <numerusform>%n request since the start has no row</numerusform>
            <numerusform>%n requests since the start have no row</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) wait in memory.</source>
        <translation>
            <numerusform>%n request waits in memory.</numerusform>
            <numerusform>%n requests wait in memory.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>keyswitch::UsersPage</name>
    <message numerus="yes">
        <source>%n user(s)</source>
        <translation>
            <numerusform>%n user</numerusform>
            <numerusform>%n users</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) are hidden by the filter.</source>
        <translation>
            <numerusform>%n user is hidden by the filter.</numerusform>
            <numerusform>%n users are hidden by the filter.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) enabled</source>
        <translation>
            <numerusform>%n user enabled</numerusform>
            <numerusform>%n users enabled</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) disabled</source>
        <translation>
            <numerusform>%n user disabled</numerusform>
            <numerusform>%n users disabled</numerusform>
        </translation>
    </message>
</context>
</TS>
