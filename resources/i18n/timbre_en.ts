<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Counted</name>
    <message numerus="yes">
        <source>%n take(s)</source>
        <translation>
            <numerusform>%n take</numerusform>
            <numerusform>%n takes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n minute(s) left</source>
        <translation>
            <numerusform>about %n minute left</numerusform>
            <numerusform>about %n minutes left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Mend %n take(s)</source>
        <translation>
            <numerusform>Mend %n take</numerusform>
            <numerusform>Mend %n takes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n line(s)</source>
        <translation>
            <numerusform>%n line</numerusform>
            <numerusform>%n lines</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n character(s)</source>
        <translation>
            <numerusform>%n character</numerusform>
            <numerusform>%n characters</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LexiconDialog</name>
    <message numerus="yes">
        <source>%n word(s) imported.</source>
        <translation>
            <numerusform>%n word imported.</numerusform>
            <numerusform>%n words imported.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OwnScriptDialog</name>
    <message numerus="yes">
        <source>%n sentence(s) found.</source>
        <translation>
            <numerusform>%n sentence found.</numerusform>
            <numerusform>%n sentences found.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OwnWaysLine</name>
    <message numerus="yes">
        <source>%n word(s) as you say them: {0}</source>
        <translation>
            <numerusform>%n word as you say it: {0}</numerusform>
            <numerusform>%n words as you say them: {0}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RecordView</name>
    <message numerus="yes">
        <source>%n take(s) were being recorded when Timbre ended</source>
        <translation>
            <numerusform>%n take was being recorded when Timbre ended</numerusform>
            <numerusform>%n takes were being recorded when Timbre ended</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RenderingList</name>
    <message numerus="yes">
        <source>%n unclear word(s)</source>
        <translation>
            <numerusform>%n unclear word</numerusform>
            <numerusform>%n unclear words</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ScriptsPage</name>
    <message numerus="yes">
        <source>%n file(s) in {0}.</source>
        <translation>
            <numerusform>%n file in {0}.</numerusform>
            <numerusform>%n files in {0}.</numerusform>
        </translation>
    </message>
</context>
</TS>
