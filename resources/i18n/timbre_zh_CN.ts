<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>App</name>
    <message>
        <source>This library is on a read-only disk: you can listen and speak, but not record, train or change anything.</source>
        <translation>此声音库在只读磁盘上：可以收听和朗读，但不能录音、训练或更改任何内容。</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
    <message>
        <source>Details…</source>
        <translation>详细信息…</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>关闭此消息</translation>
    </message>
</context>
<context>
    <name>BlindLadderDialog</name>
    <message>
        <source>Hear them blind</source>
        <translation>盲听比较</translation>
    </message>
    <message>
        <source>No favourite is marked yet.</source>
        <translation>还没有标记最喜欢的。</translation>
    </message>
    <message>
        <source>Favourites: {0}</source>
        <translation>最喜欢的：{0}</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>your favourite for {0}</source>
        <translation>第 {0} 句您最喜欢的</translation>
    </message>
    <message>
        <source>the stock voice it started from</source>
        <translation>训练起点的内置声音</translation>
    </message>
    <message>
        <source>the program&apos;s choice</source>
        <translation>程序的选择</translation>
    </message>
    <message>
        <source>speaks now</source>
        <translation>正在使用</translation>
    </message>
    <message>
        <source>The voice speaks with this step now.</source>
        <translation>声音现在用的就是这一步。</translation>
    </message>
    <message>
        <source>A voice is being trained; choose a step when that has ended.</source>
        <translation>有声音正在训练；请等训练结束后再选择。</translation>
    </message>
    <message>
        <source>Which one sounds most like {0}?</source>
        <translation>哪一个最像“{0}”？</translation>
    </message>
    <message>
        <source>Each letter is a checkpoint, or the stock voice that the training started from; nobody sees which. All are equally loud. Press a letter to hear it and 1 to 3 for the sentence; Enter marks what you heard last as your favourite.</source>
        <translation>每个字母是一个检查点，或训练起点的内置声音；谁也看不出是哪一个。所有声音一样响。按字母键试听，按 1 到 3 选择句子；按回车键把刚才听到的标记为最喜欢的。</translation>
    </message>
    <message>
        <source>Sentence {0}</source>
        <translation>句子 {0}</translation>
    </message>
    <message>
        <source>Play or stop {0}</source>
        <translation>播放或停止 {0}</translation>
    </message>
    <message>
        <source>Favourite</source>
        <translation>最喜欢</translation>
    </message>
    <message>
        <source>Mark what you heard last for this sentence</source>
        <translation>把刚才听到的标记为这一句最喜欢的</translation>
    </message>
    <message>
        <source>Reveal</source>
        <translation>揭晓</translation>
    </message>
    <message>
        <source>Say which letter is which</source>
        <translation>显示每个字母是哪一个</translation>
    </message>
    <message>
        <source>Letter</source>
        <translation>字母</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Similarity</source>
        <translation>相似度</translation>
    </message>
    <message>
        <source>PER</source>
        <translation>音素错误率</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>What the letters are</source>
        <translation>各字母的真身</translation>
    </message>
    <message>
        <source>Space plays, Enter uses</source>
        <translation>空格键播放，回车键使用</translation>
    </message>
    <message>
        <source>Use this one</source>
        <translation>使用这一个</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>CastingDialog</name>
    <message>
        <source>Who speaks whom in “{0}”</source>
        <translation>“{0}”的角色分配</translation>
    </message>
    <message>
        <source>Cast them so</source>
        <translation>就这样分配</translation>
    </message>
    <message>
        <source>Making it…</source>
        <translation>正在合成…</translation>
    </message>
    <message>
        <source>Nobody speaks here yet.</source>
        <translation>这里还没有声音。</translation>
    </message>
    <message>
        <source>as everybody else</source>
        <translation>与其他角色相同</translation>
    </message>
    <message>
        <source>as everybody else: {0}</source>
        <translation>与其他角色相同：{0}</translation>
    </message>
    <message>
        <source>Everybody else</source>
        <translation>其他角色</translation>
    </message>
    <message>
        <source>{0} and everybody else</source>
        <translation>{0}及其他角色</translation>
    </message>
    <message>
        <source>nobody yet</source>
        <translation>尚未选择</translation>
    </message>
    <message>
        <source>{0} with {1} % {2}</source>
        <translation>{0}，混入 {1} % 的 {2}</translation>
    </message>
    <message>
        <source>Nobody speaks {0}: choose a voice.</source>
        <translation>{0} 还没有声音：请选择一个。</translation>
    </message>
    <message>
        <source>Characters</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Voice that speaks</source>
        <translation>说话的声音</translation>
    </message>
    <message>
        <source>Hear</source>
        <translation>试听</translation>
    </message>
    <message>
        <source>Say the character&apos;s first line (Ctrl+P)</source>
        <translation>念出该角色的第一句台词（Ctrl+P）</translation>
    </message>
    <message>
        <source>Hear them all</source>
        <translation>全部试听</translation>
    </message>
    <message>
        <source>Say everybody&apos;s first line, one after another (Ctrl+Shift+P)</source>
        <translation>依次念出每个角色的第一句台词（Ctrl+Shift+P）</translation>
    </message>
</context>
<context>
    <name>CheckCard</name>
    <message>
        <source>Accepted by you</source>
        <translation>您已接受</translation>
    </message>
    <message>
        <source>Whether it was misread, is too loud or noisy is not known yet.</source>
        <translation>还不知道它是否读错、过响或有噪声。</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>正在检查…</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>Write what I said</source>
        <translation>把文字改成我说的</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>接受</translation>
    </message>
    <message>
        <source>Accept this take</source>
        <translation>接受这条录音</translation>
    </message>
    <message>
        <source>Use this take as it is and go on to the next (Enter)</source>
        <translation>照原样使用这条录音，并转到下一条（回车）</translation>
    </message>
    <message>
        <source>Check this take again</source>
        <translation>重新检查这条录音</translation>
    </message>
    <message>
        <source>Check again (K)</source>
        <translation>重新检查（K）</translation>
    </message>
    <message>
        <source>Clean up…</source>
        <translation>修整…</translation>
    </message>
    <message>
        <source>Clean up the sound</source>
        <translation>修整声音</translation>
    </message>
    <message>
        <source>Noise, hum, silences, level, with a preview; the recording stays (C)</source>
        <translation>噪声、交流声、静音、电平，可预览；原录音不变（C）</translation>
    </message>
</context>
<context>
    <name>ChosenSounds</name>
    <message>
        <source>There is no pitch here.</source>
        <translation>此处没有音高。</translation>
    </message>
</context>
<context>
    <name>CleanupDialog</name>
    <message>
        <source>Clean up</source>
        <translation>修整</translation>
    </message>
    <message>
        <source>The recording itself is never changed, and you can always go back to it.</source>
        <translation>录音本身从不改变，随时可以恢复。</translation>
    </message>
    <message>
        <source>As recorded</source>
        <translation>保持原样</translation>
    </message>
    <message>
        <source>Mend nothing</source>
        <translation>不做任何处理</translation>
    </message>
    <message>
        <source>Leave as recorded</source>
        <translation>保持原样</translation>
    </message>
</context>
<context>
    <name>CleanupPanel</name>
    <message>
        <source>Making the preview…</source>
        <translation>正在生成预览…</translation>
    </message>
    <message>
        <source>Nothing is mended: both are the same.</source>
        <translation>未做处理：两者相同。</translation>
    </message>
    <message>
        <source>speech {0} dBFS</source>
        <translation>语音 {0} dBFS</translation>
    </message>
    <message>
        <source>noise {0} dBFS</source>
        <translation>噪声 {0} dBFS</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>处理前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>处理后</translation>
    </message>
    <message>
        <source>Play {0}</source>
        <translation>播放{0}</translation>
    </message>
    <message>
        <source>Play {0} ({1})</source>
        <translation>播放{0}（{1}）</translation>
    </message>
</context>
<context>
    <name>CleanupSettings</name>
    <message>
        <source>Lower the &amp;noise by</source>
        <translation>降低噪声(&amp;N)</translation>
    </message>
    <message>
        <source>Lower the noise</source>
        <translation>降低噪声</translation>
    </message>
    <message>
        <source>How far the noise is lowered, in dB</source>
        <translation>噪声降低多少，单位 dB</translation>
    </message>
    <message>
        <source>&amp;Hum of the mains</source>
        <translation>电源交流声(&amp;H)</translation>
    </message>
    <message>
        <source>Filter out the hum of the mains</source>
        <translation>滤除电源交流声</translation>
    </message>
    <message>
        <source>leave it</source>
        <translation>不处理</translation>
    </message>
    <message>
        <source>filter {0} Hz out</source>
        <translation>滤除 {0} Hz</translation>
    </message>
    <message>
        <source>Shorten long &amp;silences</source>
        <translation>缩短过长的静音(&amp;S)</translation>
    </message>
    <message>
        <source>Shorten long silences</source>
        <translation>缩短过长的静音</translation>
    </message>
    <message>
        <source>Bring the speech to a &amp;level of</source>
        <translation>语音电平调到(&amp;L)</translation>
    </message>
    <message>
        <source>Bring the speech to a level</source>
        <translation>调整语音电平</translation>
    </message>
    <message>
        <source>Level of the speech in dBFS</source>
        <translation>语音电平，单位 dBFS</translation>
    </message>
    <message>
        <source>{0} dB</source>
        <translation>{0} dB</translation>
    </message>
    <message>
        <source>{0} dBFS</source>
        <translation>{0} dBFS</translation>
    </message>
</context>
<context>
    <name>CompareDialog</name>
    <message>
        <source>Compare takes</source>
        <translation>比较各条</translation>
    </message>
    <message>
        <source>Press a letter to hear it; all are equally loud. “Hide” shuffles them, so that you judge by your ears alone; Enter marks what you heard last as your favourite.</source>
        <translation>按字母键即可试听，各条响度相同。“隐去”会打乱次序，让您只凭耳朵判断；按回车把刚听的一条标为最爱。</translation>
    </message>
    <message>
        <source>Play or stop {0}</source>
        <translation>播放或停止 {0}</translation>
    </message>
    <message>
        <source>Favourite</source>
        <translation>最爱</translation>
    </message>
    <message>
        <source>Mark what you heard last</source>
        <translation>标记刚听的一条</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>隐去</translation>
    </message>
    <message>
        <source>Shuffle, and say no names</source>
        <translation>打乱次序，不说是哪一条</translation>
    </message>
    <message>
        <source>Reveal</source>
        <translation>揭晓</translation>
    </message>
    <message>
        <source>Say which letter is which</source>
        <translation>说出各字母是哪一条</translation>
    </message>
    <message>
        <source>Bring back the favourite</source>
        <translation>取回最爱的一条</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>ConsentDialog</name>
    <message>
        <source>Consent</source>
        <translation>同意</translation>
    </message>
    <message>
        <source>I am the speaker of the recordings of “{0}”, or the speaker has agreed that I make and use a copy of their voice from them. I will not use it to deceive anybody.</source>
        <translation>我是“{0}”录音的说话人，或者说话人已同意我用这些录音制作并使用其声音的复制品。我不会用它欺骗任何人。</translation>
    </message>
    <message>
        <source>Name of the speaker</source>
        <translation>说话人姓名</translation>
    </message>
    <message>
        <source>This is true, and I sign it with the name above.</source>
        <translation>以上属实，我以上述姓名签署。</translation>
    </message>
    <message>
        <source>Sign</source>
        <translation>签署</translation>
    </message>
    <message>
        <source>A voice is somebody&apos;s. What you sign is kept with the voice and its date.</source>
        <translation>声音属于本人。您签署的内容会连同日期与声音一起保存。</translation>
    </message>
    <message>
        <source>&amp;Name of the speaker</source>
        <translation>说话人姓名(&amp;N)</translation>
    </message>
</context>
<context>
    <name>Consenting</name>
    <message>
        <source>“{0}” is neither trained nor spoken with any more. Its recordings and what was trained stay until the voice is deleted; you are asked about that next.</source>
        <translation>“{0}”将不再用于训练或朗读。在删除该声音之前，录音和训练结果都会保留；接下来会询问您是否删除。</translation>
    </message>
    <message>
        <source>Take the consent back?</source>
        <translation>撤回同意？</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>撤回</translation>
    </message>
    <message>
        <source>The consent for “{0}” is taken back.</source>
        <translation>对“{0}”的同意已撤回。</translation>
    </message>
    <message>
        <source>Delete “{0}” as well?</source>
        <translation>同时删除“{0}”吗？</translation>
    </message>
    <message>
        <source>All of its takes, everything that was trained and all samples are deleted from this computer. This cannot be undone. Without deleting, they stay here, locked.</source>
        <translation>它的全部录音、训练结果和试听样本都会从这台电脑上删除，且无法恢复。如果不删除，它们会保留在这里并处于锁定状态。</translation>
    </message>
    <message>
        <source>Delete voice</source>
        <translation>删除声音</translation>
    </message>
    <message>
        <source>{0}&apos;s consent is kept with “{1}”.</source>
        <translation>{0}的同意已与“{1}”一起保存。</translation>
    </message>
    <message>
        <source>Nobody has this voice: it was made.</source>
        <translation>没有人拥有这个声音：它是合成的。</translation>
    </message>
</context>
<context>
    <name>Counted</name>
    <message numerus="yes">
        <source>%n take(s)</source>
        <translation>
            <numerusform>%n 条录音</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n minute(s) left</source>
        <translation>
            <numerusform>大约还需 %n 分钟</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Mend %n take(s)</source>
        <translation>
            <numerusform>处理 %n 条录音</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n line(s)</source>
        <translation>
            <numerusform>%n 行</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n character(s)</source>
        <translation>
            <numerusform>%n 个角色</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CoverageRing</name>
    <message>
        <source>minutes</source>
        <translation>分钟</translation>
    </message>
    <message>
        <source>{0} accepted</source>
        <translation>已采用 {0}</translation>
    </message>
    <message>
        <source>{0} min are enough</source>
        <translation>{0} 分钟就够了</translation>
    </message>
    <message>
        <source>{0} of the sounds of the language</source>
        <translation>已覆盖语音组合的 {0}</translation>
    </message>
    <message>
        <source>How much has been read</source>
        <translation>已朗读多少</translation>
    </message>
</context>
<context>
    <name>DataSetActions</name>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <source>Import recordings</source>
        <translation>导入录音</translation>
    </message>
    <message>
        <source>Import a folder, or one recording of any length; or drop it here</source>
        <translation>导入文件夹，或任意长度的单个录音；也可拖放到此处</translation>
    </message>
    <message>
        <source>A folder of recordings…</source>
        <translation>录音文件夹…</translation>
    </message>
    <message>
        <source>One long recording…</source>
        <translation>一个长录音…</translation>
    </message>
    <message>
        <source>Check…</source>
        <translation>检查…</translation>
    </message>
    <message>
        <source>Check takes</source>
        <translation>检查录音</translation>
    </message>
    <message>
        <source>Listen for misreadings, noise, hum, silences and level</source>
        <translation>检查读错、噪声、交流声、静音和电平</translation>
    </message>
    <message>
        <source>Those that were not checked</source>
        <translation>尚未检查的</translation>
    </message>
    <message>
        <source>Those that are selected</source>
        <translation>选中的</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Export the data set</source>
        <translation>导出数据集</translation>
    </message>
    <message>
        <source>Export as LJSpeech or as a plain folder (Ctrl+E)</source>
        <translation>导出为 LJSpeech 或普通文件夹（Ctrl+E）</translation>
    </message>
    <message>
        <source>What was set aside…</source>
        <translation>未采用的文件…</translation>
    </message>
    <message>
        <source>What the last import set aside, and why</source>
        <translation>上次导入中未采用的文件及原因</translation>
    </message>
</context>
<context>
    <name>DataSetSummary</name>
    <message>
        <source>used, of {0} in {1}</source>
        <translation>已采用，共 {1}、{0}</translation>
    </message>
    <message>
        <source>of the language&apos;s sound pairs</source>
        <translation>语言音对的覆盖率</translation>
    </message>
    <message>
        <source>words in {0} texts</source>
        <translation>个词，来自 {0} 条文本</translation>
    </message>
    <message>
        <source>Checks: {0}</source>
        <translation>检查：{0}</translation>
    </message>
    <message>
        <source>{0}: median {1} {2}; four of five takes lie between {3} and {4}</source>
        <translation>{0}：中位数 {1} {2}；五分之四的录音在 {3} 与 {4} 之间</translation>
    </message>
    <message>
        <source>mono</source>
        <translation>单声道</translation>
    </message>
    <message>
        <source>stereo</source>
        <translation>立体声</translation>
    </message>
    <message>
        <source>Pitch of a take, usually from {0} to {1} Hz</source>
        <translation>每条录音的音高通常在 {0} 至 {1} Hz</translation>
    </message>
    <message>
        <source>{0} came without a text and were heard: 1 or 2 words in 100 are wrong</source>
        <translation>其中 {0} 没有文字，由听写得到：每百词约有一两处错误</translation>
    </message>
    <message>
        <source>{0} cleaned up</source>
        <translation>已修整{0}</translation>
    </message>
    <message>
        <source>{0} could not be read</source>
        <translation>{0}无法读取</translation>
    </message>
    <message>
        <source>{0} dB louder than most</source>
        <translation>比多数响 {0} dB</translation>
    </message>
    <message>
        <source>{0} dB softer than most</source>
        <translation>比多数轻 {0} dB</translation>
    </message>
    <message>
        <source>{0} dB noisier than most</source>
        <translation>噪声比多数高 {0} dB</translation>
    </message>
    <message>
        <source>higher than most: {0} Hz, not {1} Hz</source>
        <translation>音高偏高：{0} Hz，而非 {1} Hz</translation>
    </message>
    <message>
        <source>lower than most: {0} Hz, not {1} Hz</source>
        <translation>音高偏低：{0} Hz，而非 {1} Hz</translation>
    </message>
    <message>
        <source>faster than most: {0} phonemes a second, not {1}</source>
        <translation>语速偏快：每秒 {0} 个音素，而非 {1}</translation>
    </message>
    <message>
        <source>slower than most: {0} phonemes a second, not {1}</source>
        <translation>语速偏慢：每秒 {0} 个音素，而非 {1}</translation>
    </message>
    <message>
        <source>longer than most: {0} s</source>
        <translation>比多数长：{0} 秒</translation>
    </message>
    <message>
        <source>shorter than most: {0} s</source>
        <translation>比多数短：{0} 秒</translation>
    </message>
    <message>
        <source>too loud for the recorder in {0} places</source>
        <translation>有 {0} 处过载</translation>
    </message>
    <message>
        <source>imported</source>
        <translation>导入的</translation>
    </message>
    <message>
        <source>dBFS</source>
        <translation>dBFS</translation>
    </message>
    <message>
        <source>dB</source>
        <translation>dB</translation>
    </message>
    <message>
        <source>s</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>/s</source>
        <translation>/秒</translation>
    </message>
    <message>
        <source>Hz</source>
        <translation>Hz</translation>
    </message>
    <message>
        <source>Level of the speech</source>
        <translation>语音电平</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>噪声</translation>
    </message>
    <message>
        <source>Speech above noise</source>
        <translation>语音高于噪声</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>Phonemes a second</source>
        <translation>每秒音素</translation>
    </message>
    <message>
        <source>Pitch</source>
        <translation>音高</translation>
    </message>
    <message>
        <source>Not measured yet</source>
        <translation>尚未测量</translation>
    </message>
    <message>
        <source>Level, noise, pitch and speaking rate of each take are measured once; the summary shows how even the takes are, and which stand out.</source>
        <translation>每条录音的电平、噪声、音高和语速只测量一次；概要显示录音是否一致，以及哪些与众不同。</translation>
    </message>
    <message>
        <source>Measure the takes</source>
        <translation>测量录音</translation>
    </message>
    <message>
        <source>Takes that stand out</source>
        <translation>与众不同的录音</translation>
    </message>
    <message>
        <source>None: the takes are even.</source>
        <translation>没有：各条录音很一致。</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>录音场次</translation>
    </message>
    <message>
        <source>Take</source>
        <translation>录音</translation>
    </message>
    <message>
        <source>What is unlike</source>
        <translation>有何不同</translation>
    </message>
    <message>
        <source>A click or Enter goes to the take</source>
        <translation>单击或按回车转到该录音</translation>
    </message>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>麦克风</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>采样率</translation>
    </message>
    <message>
        <source>Takes</source>
        <translation>录音</translation>
    </message>
    <message>
        <source>Level, dBFS</source>
        <translation>电平 dBFS</translation>
    </message>
    <message>
        <source>Noise, dBFS</source>
        <translation>噪声 dBFS</translation>
    </message>
</context>
<context>
    <name>DataSetWork</name>
    <message>
        <source>Importing {0}</source>
        <translation>正在导入 {0}</translation>
    </message>
    <message>
        <source>Import stopped; what was read is kept.</source>
        <translation>导入已停止；已读入的录音会保留。</translation>
    </message>
    <message>
        <source>Checking {0}</source>
        <translation>正在检查{0}</translation>
    </message>
    <message>
        <source>Checking stopped; what was found so far is kept.</source>
        <translation>检查已停止；已有结果保留。</translation>
    </message>
    <message>
        <source>Measuring the takes</source>
        <translation>正在测量录音</translation>
    </message>
    <message>
        <source>Measuring stopped; what was measured is kept.</source>
        <translation>测量已停止；已测结果保留。</translation>
    </message>
    <message>
        <source>Exporting to {0}</source>
        <translation>正在导出到 {0}</translation>
    </message>
    <message>
        <source>Export stopped; nothing was left behind.</source>
        <translation>导出已停止；没有留下任何文件。</translation>
    </message>
    <message>
        <source>Wait until what is running has ended, or cancel it.</source>
        <translation>请等当前任务结束，或取消它。</translation>
    </message>
    <message>
        <source>{0} checked, {1} doubtful.</source>
        <translation>已检查{0}，其中 {1} 条存疑。</translation>
    </message>
    <message>
        <source>{0} ({1}) exported to {2}.</source>
        <translation>{0}（{1}）已导出到 {2}。</translation>
    </message>
</context>
<context>
    <name>DeliverDialog</name>
    <message>
        <source>Export “{0}”</source>
        <translation>导出“{0}”</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Export into the folder</source>
        <translation>导出到文件夹</translation>
    </message>
    <message>
        <source>{0} Hz</source>
        <translation>{0} Hz</translation>
    </message>
    <message>
        <source>Type the whole path of a folder.</source>
        <translation>请输入文件夹的完整路径。</translation>
    </message>
    <message>
        <source>{0}   and {1} more</source>
        <translation>{0}   以及另外 {1} 个</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source> s</source>
        <translation> 秒</translation>
    </message>
    <message>
        <source>&amp;Lip-sync: words, phonemes and visemes (JSON)</source>
        <translation>口型同步(&amp;L)：单词、音素与口型（JSON）</translation>
    </message>
    <message>
        <source>Delete files of the last export that are no longer in it</source>
        <translation>删除上次导出中不再需要的文件</translation>
    </message>
    <message>
        <source>{0} not made as they are now; what is made of them is exported.</source>
        <translation>{0}尚未按现在的内容合成；将导出已有的声音。</translation>
    </message>
    <message>
        <source>It may hold {character}, {id}, {n}, {voice}, {name}; “/” makes folders</source>
        <translation>可以包含 {character}、{id}、{n}、{voice}、{name}；“/”表示文件夹</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Choose the folder</source>
        <translation>选择文件夹</translation>
    </message>
    <message>
        <source>What it is for</source>
        <translation>用途</translation>
    </message>
    <message>
        <source>Sets what is usual below</source>
        <translation>按惯例设置下面的选项</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Bits of a sample</source>
        <translation>采样位数</translation>
    </message>
    <message>
        <source>Samples a second</source>
        <translation>采样率</translation>
    </message>
    <message>
        <source>Which files</source>
        <translation>生成哪些文件</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Template of the names</source>
        <translation>文件名模板</translation>
    </message>
    <message>
        <source>How loud</source>
        <translation>响度</translation>
    </message>
    <message>
        <source>Loudness of each line</source>
        <translation>每行的响度</translation>
    </message>
    <message>
        <source>What is heard between lines</source>
        <translation>行与行之间听到什么</translation>
    </message>
    <message>
        <source>Seconds between lines</source>
        <translation>行间停顿的秒数</translation>
    </message>
    <message>
        <source>Podcast or video</source>
        <translation>播客或视频</translation>
    </message>
    <message>
        <source>Audio book (ACX)</source>
        <translation>有声书（ACX）</translation>
    </message>
    <message>
        <source>Game: a file for each line</source>
        <translation>游戏：每行一个文件</translation>
    </message>
    <message>
        <source>Film or radio: a track for each character</source>
        <translation>影视或广播剧：每个角色一条音轨</translation>
    </message>
    <message>
        <source>Telephone prompts</source>
        <translation>电话语音提示</translation>
    </message>
    <message>
        <source>one file</source>
        <translation>一个文件</translation>
    </message>
    <message>
        <source>one for each character, all of the same length</source>
        <translation>每个角色一个，长度相同</translation>
    </message>
    <message>
        <source>one for each line</source>
        <translation>每行一个</translation>
    </message>
    <message>
        <source>as it was made</source>
        <translation>保持合成时的响度</translation>
    </message>
    <message>
        <source>podcast, −16 LUFS</source>
        <translation>播客，−16 LUFS</translation>
    </message>
    <message>
        <source>EBU R 128, −23 LUFS</source>
        <translation>EBU R 128，−23 LUFS</translation>
    </message>
    <message>
        <source>ACX: RMS, peak and floor</source>
        <translation>ACX：RMS、峰值与底噪</translation>
    </message>
    <message>
        <source>each line alike</source>
        <translation>每行一致</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>无声</translation>
    </message>
    <message>
        <source>the room of the speaker&apos;s recordings</source>
        <translation>说话人录音中的环境声</translation>
    </message>
    <message>
        <source>soft noise</source>
        <translation>轻微底噪</translation>
    </message>
    <message>
        <source>16 bit</source>
        <translation>16 位</translation>
    </message>
    <message>
        <source>24 bit</source>
        <translation>24 位</translation>
    </message>
    <message>
        <source>32 bit float</source>
        <translation>32 位浮点</translation>
    </message>
    <message>
        <source>µ-law</source>
        <translation>µ 律</translation>
    </message>
    <message>
        <source>A-law</source>
        <translation>A 律</translation>
    </message>
    <message>
        <source>{0} to export</source>
        <translation>将导出 {0}</translation>
    </message>
    <message>
        <source>&amp;For</source>
        <translation>用途(&amp;F)</translation>
    </message>
    <message>
        <source>F&amp;older</source>
        <translation>文件夹(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名称(&amp;N)</translation>
    </message>
    <message>
        <source>Fi&amp;les</source>
        <translation>文件(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Template</source>
        <translation>模板(&amp;T)</translation>
    </message>
    <message>
        <source>Fo&amp;rmat</source>
        <translation>格式(&amp;R)</translation>
    </message>
    <message>
        <source>Lou&amp;dness</source>
        <translation>响度(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Between lines</source>
        <translation>行间(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>停顿(&amp;P)</translation>
    </message>
    <message>
        <source>As well</source>
        <translation>另外生成</translation>
    </message>
</context>
<context>
    <name>DeliveredDialog</name>
    <message>
        <source>Exported to {0}</source>
        <translation>已导出到 {0}</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>NOT MARKED: no watermark was found in {0}. Do not publish these files.</source>
        <translation>没有水印：在 {0} 中未检测到水印。请勿发布这些文件。</translation>
    </message>
    <message>
        <source>The watermark was looked for in every file ({0}), and found.</source>
        <translation>已检查全部文件（{0} 个），均检测到水印。</translation>
    </message>
    <message>
        <source>{0} new, {1} changed, {2} as before, {3} no longer in it; {4} of sound.</source>
        <translation>新增 {0}，变更 {1}，未变 {2}，不再包含 {3}；共 {4} 声音。</translation>
    </message>
    <message>
        <source>ACX: passed in every file.</source>
        <translation>ACX：全部文件合格。</translation>
    </message>
    <message>
        <source>{0}: {1} is {2}, wanted {3}</source>
        <translation>{0}：{1} 为 {2}，要求 {3}</translation>
    </message>
    <message>
        <source>ACX: NOT passed. {0}</source>
        <translation>ACX：不合格。{0}</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>变更</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>Peak</source>
        <translation>峰值</translation>
    </message>
    <message>
        <source>Watermark</source>
        <translation>水印</translation>
    </message>
    <message>
        <source>new</source>
        <translation>新增</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>已变更</translation>
    </message>
    <message>
        <source>as before</source>
        <translation>未变</translation>
    </message>
    <message>
        <source>found</source>
        <translation>已检测到</translation>
    </message>
    <message>
        <source>NOT FOUND</source>
        <translation>未检测到</translation>
    </message>
    <message>
        <source>Files that were written</source>
        <translation>已写入的文件</translation>
    </message>
</context>
<context>
    <name>DevicePicker</name>
    <message>
        <source>Microphone</source>
        <translation>麦克风</translation>
    </message>
    <message>
        <source>The microphone that is recorded</source>
        <translation>用来录音的麦克风</translation>
    </message>
    <message>
        <source>The system&apos;s microphone</source>
        <translation>系统默认麦克风</translation>
    </message>
    <message>
        <source>{0} (not connected)</source>
        <translation>{0}（未连接）</translation>
    </message>
</context>
<context>
    <name>DoubtfulWords</name>
    <message>
        <source>What is spoken is listened to; unclear words are marked.</source>
        <translation>朗读后会自动回听，不清楚的词会标出。</translation>
    </message>
    <message>
        <source>These words could not be heard back; try other words or another speed:</source>
        <translation>这些词没有听清；请换个说法或调整语速：</translation>
    </message>
    <message>
        <source>Every word was heard back.</source>
        <translation>每个词都听清了。</translation>
    </message>
    <message>
        <source>Words that could not be heard back</source>
        <translation>没有听清的词</translation>
    </message>
</context>
<context>
    <name>EditBar</name>
    <message>
        <source>heard {0}</source>
        <translation>听出 {0}</translation>
    </message>
    <message>
        <source>Phonemes between slashes, or how it sounds in English letters</source>
        <translation>斜线之间写音素，或用英文字母写出读音</translation>
    </message>
    <message>
        <source>How the word is said</source>
        <translation>这个词的读法</translation>
    </message>
    <message>
        <source>Shorter</source>
        <translation>短些</translation>
    </message>
    <message>
        <source>This word shorter (Ctrl+[)</source>
        <translation>这个词短些（Ctrl+[）</translation>
    </message>
    <message>
        <source>Longer</source>
        <translation>长些</translation>
    </message>
    <message>
        <source>This word longer (Ctrl+])</source>
        <translation>这个词长些（Ctrl+]）</translation>
    </message>
    <message>
        <source>Lower</source>
        <translation>低些</translation>
    </message>
    <message>
        <source>This word lower (Ctrl+Down)</source>
        <translation>这个词低些（Ctrl+下）</translation>
    </message>
    <message>
        <source>Higher</source>
        <translation>高些</translation>
    </message>
    <message>
        <source>This word higher (Ctrl+Up)</source>
        <translation>这个词高些（Ctrl+上）</translation>
    </message>
    <message>
        <source>Weaker</source>
        <translation>弱些</translation>
    </message>
    <message>
        <source>Less emphasis on this word (Ctrl+Shift+E)</source>
        <translation>这个词少些强调（Ctrl+Shift+E）</translation>
    </message>
    <message>
        <source>Stronger</source>
        <translation>强些</translation>
    </message>
    <message>
        <source>More emphasis on this word (Ctrl+E)</source>
        <translation>这个词多些强调（Ctrl+E）</translation>
    </message>
    <message>
        <source>Say so</source>
        <translation>这样读</translation>
    </message>
    <message>
        <source>Say the word like this here (Enter)</source>
        <translation>在这里这样读这个词（回车）</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Keep it in the voice&apos;s lexicon: the word is always said like this then</source>
        <translation>记入该声音的词典：以后这个词总这样读</translation>
    </message>
    <message>
        <source>Keep in the lexicon</source>
        <translation>记入词典</translation>
    </message>
    <message>
        <source>Draw</source>
        <translation>手绘</translation>
    </message>
    <message>
        <source>Draw the pitch over the spectrogram with the mouse (Ctrl+D)</source>
        <translation>用鼠标在声谱图上画音高（Ctrl+D）</translation>
    </message>
    <message>
        <source>Draw pitch</source>
        <translation>手绘音高</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Click a word to change it (Ctrl+arrows); drag the edge of a phoneme (Ctrl+Shift+arrows, then Alt+arrows).</source>
        <translation>单击单词即可更改（Ctrl+方向键）；拖动音素的边缘（先 Ctrl+Shift+方向键，再 Alt+方向键）。</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export the data set</source>
        <translation>导出数据集</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Export into a new folder in</source>
        <translation>在此处新建文件夹并导出</translation>
    </message>
    <message>
        <source>Type the whole path of a new folder.</source>
        <translation>请输入新文件夹的完整路径。</translation>
    </message>
    <message>
        <source>This folder is there already; nothing is overwritten. Change it.</source>
        <translation>该文件夹已存在；不会覆盖任何内容。请更改。</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>New folder</source>
        <translation>新文件夹</translation>
    </message>
    <message>
        <source>Choose where the new folder is made</source>
        <translation>选择新文件夹的位置</translation>
    </message>
    <message>
        <source>&amp;LJSpeech: wavs/ and metadata.csv, mono, 16 bit</source>
        <translation>LJSpeech：wavs/ 与 metadata.csv，单声道，16 位(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Plain folder: each sound with its text, and a table</source>
        <translation>普通文件夹：每个声音附文字，另有表格(&amp;P)</translation>
    </message>
    <message>
        <source>{0} Hz</source>
        <translation>{0} Hz</translation>
    </message>
    <message>
        <source>as recorded</source>
        <translation>与录音相同</translation>
    </message>
    <message>
        <source>Samples a second</source>
        <translation>采样率</translation>
    </message>
    <message>
        <source>Sounds &amp;cleaned up, where a clean-up was chosen</source>
        <translation>已选择修整的声音用修整后的(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Also the takes that are not used for training</source>
        <translation>也包括不用于训练的录音(&amp;A)</translation>
    </message>
    <message>
        <source>A README with the consent goes along.</source>
        <translation>附带一份写明同意书的 README。</translation>
    </message>
    <message>
        <source>Nobody has consented yet that this voice may be cloned; the README says so.</source>
        <translation>还没有人同意克隆这个声音；README 会写明。</translation>
    </message>
    <message>
        <source>New &amp;folder</source>
        <translation>新文件夹(&amp;F)</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>形式</translation>
    </message>
    <message>
        <source>Samples a &amp;second</source>
        <translation>采样率(&amp;S)</translation>
    </message>
</context>
<context>
    <name>Farewell</name>
    <message>
        <source>“{0}” is deleted. Nothing of it is left in library, settings and caches: {1} files were looked at.</source>
        <translation>“{0}”已删除。声音库、设置和缓存中没有任何残留：共检查了 {1} 个文件。</translation>
    </message>
    <message>
        <source>“{0}” is deleted, but {1} files still hold something of it.</source>
        <translation>“{0}”已删除，但仍有 {1} 个文件含有它的内容。</translation>
    </message>
</context>
<context>
    <name>FilterRow</name>
    <message>
        <source>Clear the search</source>
        <translation>清除搜索</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0} / {1}</translation>
    </message>
</context>
<context>
    <name>GivenConsentDialog</name>
    <message>
        <source>Consent for “{0}”</source>
        <translation>对“{0}”的同意</translation>
    </message>
    <message>
        <source>Play the statement</source>
        <translation>播放声明</translation>
    </message>
    <message>
        <source>Take the consent back…</source>
        <translation>撤回同意…</translation>
    </message>
    <message>
        <source>Give the consent again…</source>
        <translation>重新给予同意…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Given by</source>
        <translation>同意人</translation>
    </message>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Taken back</source>
        <translation>撤回时间</translation>
    </message>
    <message>
        <source>May be used for</source>
        <translation>可用于</translation>
    </message>
    <message>
        <source>How</source>
        <translation>方式</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>已锁定</translation>
    </message>
    <message>
        <source>Read aloud by the speaker, and recorded</source>
        <translation>由说话人朗读并录音</translation>
    </message>
    <message>
        <source>Signed, not recorded: for imported recordings alone</source>
        <translation>签署，未录音：仅适用于导入的录音</translation>
    </message>
    <message>
        <source>Not needed: this voice was made and is nobody&apos;s.</source>
        <translation>不需要：这个声音是合成的，不属于任何人。</translation>
    </message>
    <message>
        <source>Not listened to: the studio hears English words alone</source>
        <translation>未听辨：录音室只能听辨英语单词</translation>
    </message>
    <message>
        <source>{0} of the words were heard</source>
        <translation>听到了 {0} 的词</translation>
    </message>
    <message>
        <source>(not {0})</source>
        <translation>（未听到{0}）</translation>
    </message>
    <message>
        <source>There were no takes yet: compared when a training starts</source>
        <translation>当时还没有录音：开始训练时再比较</translation>
    </message>
    <message>
        <source>Similarity to the takes {0}; {1} is needed</source>
        <translation>与录音的相似度为 {0}；需要 {1}</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>词语</translation>
    </message>
    <message>
        <source>Speaker</source>
        <translation>说话人</translation>
    </message>
</context>
<context>
    <name>ImportReport</name>
    <message>
        <source>A transcript names it, but there is no such file.</source>
        <translation>文字稿中提到了它，但没有这个文件。</translation>
    </message>
    <message>
        <source>No text belongs to it: add it to the transcripts.</source>
        <translation>没有对应的文字：请把它加入文字稿。</translation>
    </message>
    <message>
        <source>{0} imported ({1})</source>
        <translation>已导入 {0}（{1}）</translation>
    </message>
    <message>
        <source>{0} were here before</source>
        <translation>{0} 条此前已有</translation>
    </message>
    <message>
        <source>the text of {0} was heard, not given</source>
        <translation>其中 {0} 条的文字是听写的，并非给定</translation>
    </message>
    <message>
        <source>{0} have their text now</source>
        <translation>{0}现在有了文字</translation>
    </message>
    <message>
        <source>{0} doubtful</source>
        <translation>{0} 条存疑</translation>
    </message>
    <message>
        <source>{0} not used: other speakers, noise, words not sure</source>
        <translation>{0} 条未使用：他人说话、噪声、字句不确定</translation>
    </message>
    <message>
        <source>{0} set aside</source>
        <translation>{0} 条未采用</translation>
    </message>
    <message>
        <source>{0}.</source>
        <translation>{0}。</translation>
    </message>
</context>
<context>
    <name>ImportReportDialog</name>
    <message>
        <source>What was set aside</source>
        <translation>未采用的文件</translation>
    </message>
    <message>
        <source>Nothing in your folder was changed. Mend these and import again.</source>
        <translation>您的文件夹没有任何改动。修正这些文件后再次导入即可。</translation>
    </message>
    <message>
        <source>Imported, but:</source>
        <translation>已导入，但是：</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Files that were set aside</source>
        <translation>未采用的文件</translation>
    </message>
</context>
<context>
    <name>ImportVoiceDialog</name>
    <message>
        <source>Import a voice</source>
        <translation>导入声音</translation>
    </message>
    <message>
        <source>Name of the voice</source>
        <translation>声音的名称</translation>
    </message>
    <message>
        <source>I have read this, and use the voice for nothing else.</source>
        <translation>我已阅读以上内容，不会将该声音用于其他用途。</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Made by</source>
        <translation>制作程序</translation>
    </message>
    <message>
        <source>Whose voice</source>
        <translation>谁的声音</translation>
    </message>
    <message>
        <source>Nobody&apos;s: it was made.</source>
        <translation>不属于任何人：它是合成的。</translation>
    </message>
    <message>
        <source>Consent given</source>
        <translation>同意日期</translation>
    </message>
    <message>
        <source>Read aloud by the speaker, and recorded</source>
        <translation>由说话人朗读并录音</translation>
    </message>
    <message>
        <source>Signed, not recorded</source>
        <translation>已签名，未录音</translation>
    </message>
    <message>
        <source>How</source>
        <translation>方式</translation>
    </message>
    <message>
        <source>May be used for</source>
        <translation>可用于</translation>
    </message>
    <message>
        <source>&amp;Name here</source>
        <translation>在此的名称(&amp;N)</translation>
    </message>
    <message>
        <source>What the speaker declared</source>
        <translation>说话人的声明</translation>
    </message>
    <message>
        <source>Write a name.</source>
        <translation>请填写名称。</translation>
    </message>
    <message>
        <source>There is a voice with this name already; choose another.</source>
        <translation>已有同名的声音；请换一个名称。</translation>
    </message>
</context>
<context>
    <name>JobStrip</name>
    <message>
        <source>pausing…</source>
        <translation>正在暂停…</translation>
    </message>
    <message>
        <source>paused: the computer is all yours</source>
        <translation>已暂停：电脑完全归您使用</translation>
    </message>
    <message>
        <source>going on…</source>
        <translation>继续中…</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Go on where it stands (Ctrl+P)</source>
        <translation>从停下的地方继续（Ctrl+P）</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Stand still and compute nothing (Ctrl+P)</source>
        <translation>停住，不再占用计算（Ctrl+P）</translation>
    </message>
    <message>
        <source>stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>LadderView</name>
    <message>
        <source>Step</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Similarity</source>
        <translation>相似度</translation>
    </message>
    <message>
        <source>PER</source>
        <translation>音素错误率</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>Space plays, 1 to 3 the sentence</source>
        <translation>空格键播放，1 到 3 选择句子</translation>
    </message>
    <message>
        <source>Sentence</source>
        <translation>句子</translation>
    </message>
    <message>
        <source>Hear them blind…</source>
        <translation>盲听比较…</translation>
    </message>
    <message>
        <source>Hear them blind</source>
        <translation>盲听比较</translation>
    </message>
    <message>
        <source>Compare the checkpoints under letters, without knowing which is which</source>
        <translation>用字母代替检查点进行比较，不知道哪个是哪个</translation>
    </message>
    <message>
        <source>Use this one</source>
        <translation>使用这一个</translation>
    </message>
    <message>
        <source>The voice speaks with this step then</source>
        <translation>声音将改用这一步说话</translation>
    </message>
    <message>
        <source>Back to the program&apos;s choice</source>
        <translation>恢复程序的选择</translation>
    </message>
    <message>
        <source>Clear…</source>
        <translation>清除…</translation>
    </message>
    <message>
        <source>Clear the ladder</source>
        <translation>清除阶梯</translation>
    </message>
    <message>
        <source>Delete the weights of these checkpoints; what speaks now stays</source>
        <translation>删除这些检查点的权重；正在使用的保留</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>the stock voice it started from</source>
        <translation>训练起点的内置声音</translation>
    </message>
    <message>
        <source>speaks now, chosen by you</source>
        <translation>正在使用，由您选择</translation>
    </message>
    <message>
        <source>speaks now</source>
        <translation>正在使用</translation>
    </message>
    <message>
        <source>the program&apos;s choice</source>
        <translation>程序的选择</translation>
    </message>
    <message>
        <source>weights not kept</source>
        <translation>未保留权重</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Play or stop the chosen step</source>
        <translation>播放或停止所选的一步</translation>
    </message>
    <message>
        <source>These checkpoints take {0} MB on the disk.</source>
        <translation>这些检查点占用磁盘 {0} MB。</translation>
    </message>
    <message>
        <source>Here the checkpoints of a training can be heard and compared: each says the same three sentences. They come while a voice is being trained.</source>
        <translation>在这里可以试听和比较一次训练的各个检查点：每个都说同样的三句话。它们在训练声音时产生。</translation>
    </message>
    <message>
        <source>This run has not ended: its checkpoints can be heard, not used yet.</source>
        <translation>这次训练尚未结束：检查点可以试听，但还不能使用。</translation>
    </message>
    <message>
        <source>The program did not keep this run. You may still use a step of it.</source>
        <translation>程序没有保留这次训练。您仍然可以使用其中的一步。</translation>
    </message>
    <message>
        <source>Every checkpoint says the same three sentences, all equally loud.</source>
        <translation>每个检查点都说同样的三句话，响度一致。</translation>
    </message>
</context>
<context>
    <name>Laddering</name>
    <message>
        <source>Clear this ladder?</source>
        <translation>清除这个阶梯？</translation>
    </message>
    <message>
        <source>Its steps can still be heard, but no other one of them can be used. What speaks now stays. This gives back up to {0} MB.</source>
        <translation>各步仍可试听，但不能再改用其他步。正在使用的保留。最多可释放 {0} MB。</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Step {0}: similarity {1}, phoneme errors {2}.</source>
        <translation>第 {0} 步：相似度 {1}，音素错误率 {2}。</translation>
    </message>
    <message>
        <source>The program did not keep this run. Use it all the same?</source>
        <translation>程序没有保留这次训练。仍然使用吗？</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>The ladder is cleared: {0} MB are free again.</source>
        <translation>阶梯已清除：释放了 {0} MB。</translation>
    </message>
</context>
<context>
    <name>LevelMeter</name>
    <message>
        <source>no microphone</source>
        <translation>没有麦克风</translation>
    </message>
    <message>
        <source>too loud</source>
        <translation>太响</translation>
    </message>
    <message>
        <source>quiet</source>
        <translation>安静</translation>
    </message>
    <message>
        <source>a little low</source>
        <translation>略低</translation>
    </message>
    <message>
        <source>good level</source>
        <translation>电平合适</translation>
    </message>
    <message>
        <source>a little high</source>
        <translation>略高</translation>
    </message>
    <message>
        <source>CLIP</source>
        <translation>削波</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>电平</translation>
    </message>
    <message>
        <source>The bar is the peak, the thin line the RMS. Speak so that peaks lie in the green zone, −18 to −9 dBFS. The lamp lights when a sample was clipped; a click puts it out.</source>
        <translation>色条是峰值，细线是 RMS。说话时让峰值落在绿色区域，−18 到 −9 dBFS。有采样被削波时指示灯会亮起；单击可熄灭。</translation>
    </message>
</context>
<context>
    <name>LexiconDialog</name>
    <message>
        <source>How {0} says words</source>
        <translation>{0} 的读法</translation>
    </message>
    <message>
        <source>Saying “{0}”…</source>
        <translation>正在说“{0}”…</translation>
    </message>
    <message>
        <source>Tables (*.csv *.tsv *.txt);;All files (*)</source>
        <translation>表格 (*.csv *.tsv *.txt);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Import words</source>
        <translation>导入词语</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>Export words</source>
        <translation>导出词语</translation>
    </message>
    <message>
        <source>Saved as {0}.</source>
        <translation>已保存为 {0}。</translation>
    </message>
    <message numerus="yes">
        <source>%n word(s) imported.</source>
        <translation>
            <numerusform>已导入 %n 个词语。</numerusform>
        </translation>
    </message>
    <message>
        <source>“{0}” said as /{1}/: {2}</source>
        <translation>“{0}”读作 /{1}/：{2}</translation>
    </message>
    <message>
        <source>{0} of {1} words could not be heard back; the worst stand first.</source>
        <translation>{1} 个词中有 {0} 个没有被听出；最差的排在前面。</translation>
    </message>
    <message>
        <source>Word, as it stands in texts</source>
        <translation>词语，按文中的写法</translation>
    </message>
    <message>
        <source>noo-YEN, or phonemes: /nuːˈjɛn/</source>
        <translation>noo-YEN，或音素：/nuːˈjɛn/</translation>
    </message>
    <message>
        <source>Word or expression</source>
        <translation>词或短语</translation>
    </message>
    <message>
        <source>Say it like</source>
        <translation>读法</translation>
    </message>
    <message>
        <source>As it would be spelled, stressed syllables in capitals, or phonemes in //</source>
        <translation>按读音拼写，重读音节用大写；或在 // 之间写音素</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>词语</translation>
    </message>
    <message>
        <source>Space says the word, Delete removes it</source>
        <translation>空格键试读，Delete 键删除</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Add or change the word (Ctrl+Enter)</source>
        <translation>添加或修改词语 (Ctrl+Enter)</translation>
    </message>
    <message>
        <source>Try</source>
        <translation>试读</translation>
    </message>
    <message>
        <source>Say it and hear it back (Ctrl+P)</source>
        <translation>读出来，再由程序听回去 (Ctrl+P)</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Remove the chosen words (Delete)</source>
        <translation>删除所选词语 (Delete)</translation>
    </message>
    <message>
        <source>Try all</source>
        <translation>全部试读</translation>
    </message>
    <message>
        <source>Say and hear every word here, and those in no dictionary (Ctrl+T)</source>
        <translation>逐个朗读并听辨这里的每个词，以及词典中没有的词（Ctrl+T）</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <source>Add words from a table (Ctrl+O)</source>
        <translation>从表格添加词语 (Ctrl+O)</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Save as a table, CSV (Ctrl+S)</source>
        <translation>保存为 CSV 表格 (Ctrl+S)</translation>
    </message>
</context>
<context>
    <name>LexiconModel</name>
    <message>
        <source>Word</source>
        <translation>词语</translation>
    </message>
    <message>
        <source>Said as</source>
        <translation>读作</translation>
    </message>
    <message>
        <source>From</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Heard back</source>
        <translation>听回</translation>
    </message>
    <message>
        <source>heard</source>
        <translation>听到了</translation>
    </message>
    <message>
        <source>heard as /{0}/</source>
        <translation>听成 /{0}/</translation>
    </message>
    <message>
        <source>guessed</source>
        <translation>推测</translation>
    </message>
    <message>
        <source>you</source>
        <translation>你</translation>
    </message>
    <message>
        <source>heard {0} ×</source>
        <translation>听到 {0} 次</translation>
    </message>
</context>
<context>
    <name>LibraryPage</name>
    <message>
        <source>Voices</source>
        <translation>声音</translation>
    </message>
    <message>
        <source>Give the studio recordings of a speaker, train, and type what to say.</source>
        <translation>导入说话人的录音，进行训练，然后输入要说的话。</translation>
    </message>
    <message>
        <source>New voice…</source>
        <translation>新建声音…</translation>
    </message>
    <message>
        <source>New voice</source>
        <translation>新建声音</translation>
    </message>
    <message>
        <source>New voice (Ctrl+N)</source>
        <translation>新建声音（Ctrl+N）</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <source>Take in a voice file (.timbre) that somebody gave you, or drop it here</source>
        <translation>导入别人给您的声音文件（.timbre），也可以拖放到这里</translation>
    </message>
    <message>
        <source>Import voice file</source>
        <translation>导入声音文件</translation>
    </message>
    <message>
        <source>Export voice file…</source>
        <translation>导出声音文件…</translation>
    </message>
    <message>
        <source>Write the voice into one file (.timbre), with its consent, for others</source>
        <translation>将声音连同其同意书写入一个文件（.timbre），供他人使用</translation>
    </message>
    <message>
        <source>Export voice file</source>
        <translation>导出声音文件</translation>
    </message>
    <message>
        <source>Enter goes on with the chosen voice</source>
        <translation>按 Enter 继续处理所选声音</translation>
    </message>
    <message>
        <source>Start with a voice</source>
        <translation>从一个声音开始</translation>
    </message>
    <message>
        <source>Create a voice, then record its speaker or import recordings: five minutes are enough.</source>
        <translation>先新建一个声音，再录下说话人的声音或导入录音：五分钟就够了。</translation>
    </message>
    <message>
        <source>Delete voice…</source>
        <translation>删除声音…</translation>
    </message>
    <message>
        <source>Delete this voice with all of its recordings</source>
        <translation>删除此声音及其全部录音</translation>
    </message>
    <message>
        <source>Speak with this voice</source>
        <translation>用此声音朗读</translation>
    </message>
    <message>
        <source>A stock voice comes with the program and speaks at once. It is nobody&apos;s own.</source>
        <translation>内置声音随程序提供，可以直接朗读。它不属于任何人。</translation>
    </message>
    <message>
        <source>Its {0}, everything that was trained, all samples and what caches and settings hold of it are deleted from this computer. This cannot be undone. What you have saved or exported elsewhere stays there: delete that yourself.</source>
        <translation>它的{0}、全部训练结果、所有试听样本，以及缓存和设置中的相关内容都会从这台电脑上删除，且无法恢复。您保存或导出到其他位置的内容会保留在原处，请自行删除。</translation>
    </message>
    <message>
        <source>Delete “{0}”?</source>
        <translation>删除“{0}”？</translation>
    </message>
    <message>
        <source>Delete voice</source>
        <translation>删除声音</translation>
    </message>
    <message>
        <source>Deleting “{0}”…</source>
        <translation>正在删除“{0}”…</translation>
    </message>
    <message>
        <source>Voice files ({0})</source>
        <translation>声音文件 ({0})</translation>
    </message>
    <message>
        <source>Import a voice</source>
        <translation>导入声音</translation>
    </message>
    <message>
        <source>made by the program, nobody&apos;s voice</source>
        <translation>由程序合成，不属于任何人</translation>
    </message>
    <message>
        <source>since {0}</source>
        <translation>创建于 {0}</translation>
    </message>
    <message>
        <source>No consent yet</source>
        <translation>尚无同意</translation>
    </message>
    <message>
        <source>Consent taken back, {0}</source>
        <translation>同意已撤回，{0}</translation>
    </message>
    <message>
        <source>Consent by {0}, {1}</source>
        <translation>{0}已同意，{1}</translation>
    </message>
    <message>
        <source>read aloud</source>
        <translation>已朗读</translation>
    </message>
    <message>
        <source>signed</source>
        <translation>已签署</translation>
    </message>
    <message>
        <source>“{0}” is created. Record its speaker next, or import recordings.</source>
        <translation>已新建“{0}”。接下来请录音，或导入录音。</translation>
    </message>
</context>
<context>
    <name>LinePanel</name>
    <message>
        <source>The sound of the line is drawn here once it is made.</source>
        <translation>合成之后，这里会画出该行的声音。</translation>
    </message>
    <message>
        <source>The line: waveform, mel spectrogram, words and phonemes</source>
        <translation>该行：波形、梅尔频谱、单词与音素</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Play the line, or stop (Enter)</source>
        <translation>播放该行，或停止（Enter）</translation>
    </message>
    <message>
        <source>Listen there</source>
        <translation>听可疑处</translation>
    </message>
    <message>
        <source>Play from {0} s before the doubtful word on (L)</source>
        <translation>从可疑词之前 {0} 秒开始播放（L）</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>接受</translation>
    </message>
    <message>
        <source>It is good as it is: next one (A)</source>
        <translation>就这样可以：下一行（A）</translation>
    </message>
    <message>
        <source>Retake</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Make it once more, otherwise (R)</source>
        <translation>换一种读法再合成一次（R）</translation>
    </message>
    <message>
        <source>Another way…</source>
        <translation>换个读法…</translation>
    </message>
    <message>
        <source>Say how the doubtful word is said in this script (W)</source>
        <translation>指定可疑词在本剧本中的读法（W）</translation>
    </message>
</context>
<context>
    <name>LineTakes</name>
    <message>
        <source>Take {0}</source>
        <translation>第 {0} 版</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>starred</source>
        <translation>已加星</translation>
    </message>
    <message>
        <source>Takes ({0})</source>
        <translation>版本（{0}）</translation>
    </message>
    <message>
        <source>Enter plays, U uses it, S stars, C compares, Delete throws away</source>
        <translation>Enter 播放，U 采用，S 加星，C 比较，Delete 删除</translation>
    </message>
    <message>
        <source>Takes of this line</source>
        <translation>该行的各个版本</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>采用</translation>
    </message>
    <message>
        <source>Use this take</source>
        <translation>采用此版本</translation>
    </message>
    <message>
        <source>Use this take for the line (U)</source>
        <translation>该行采用此版本（U）</translation>
    </message>
    <message>
        <source>Hear the takes against each other, also blind (C)</source>
        <translation>对比试听各版本，也可盲听（C）</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>加星</translation>
    </message>
    <message>
        <source>Star the take, or take the star away (S)</source>
        <translation>给此版本加星或取消（S）</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Put the take into the trash (Delete)</source>
        <translation>将此版本移到回收站（Delete）</translation>
    </message>
</context>
<context>
    <name>LiveView</name>
    <message>
        <source>Sound of the take</source>
        <translation>这条录音的声音</translation>
    </message>
    <message>
        <source>Waveform and mel spectrogram of what the microphone hears</source>
        <translation>麦克风听到的声音的波形和梅尔频谱</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Adding the sample voice</source>
        <translation>正在添加示例声音</translation>
    </message>
    <message>
        <source>A voice is being trained</source>
        <translation>正在训练声音</translation>
    </message>
    <message>
        <source>Training stops when the window closes. Nothing of it is lost: it can be resumed on the Train page.</source>
        <translation>关闭窗口会停止训练，但进度不会丢失：可以在“训练”页面继续。</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>停止并关闭</translation>
    </message>
    <message>
        <source>Stopping the training; the window closes then.</source>
        <translation>正在停止训练，之后窗口会关闭。</translation>
    </message>
    <message>
        <source>About Timbre</source>
        <translation>关于 Timbre</translation>
    </message>
    <message>
        <source>Timbre {0}: a studio in which you clone your own voice on your own computer. Nothing leaves it.</source>
        <translation>Timbre {0}：在自己的电脑上克隆自己声音的工作室。任何数据都不会离开这台电脑。</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Import voice file…</source>
        <translation>导入声音文件(&amp;I)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Voices</source>
        <translation>声音(&amp;V)</translation>
    </message>
    <message>
        <source>Re&amp;cord</source>
        <translation>录制(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Data set</source>
        <translation>数据集(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Train</source>
        <translation>训练(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Speak</source>
        <translation>朗读(&amp;S)</translation>
    </message>
    <message>
        <source>Scr&amp;ipts</source>
        <translation>剧本(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Appearance</source>
        <translation>外观(&amp;A)</translation>
    </message>
    <message>
        <source>Like the &amp;system</source>
        <translation>跟随系统(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>浅色(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>La&amp;nguage</source>
        <translation>语言(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;About Timbre</source>
        <translation>关于 Timbre(&amp;A)</translation>
    </message>
</context>
<context>
    <name>MannerPanel</name>
    <message>
        <source>no other voice</source>
        <translation>不掺别的声音</translation>
    </message>
    <message>
        <source>Controls of speaking</source>
        <translation>朗读控制</translation>
    </message>
    <message>
        <source>S&amp;peed</source>
        <translation>语速(&amp;P)</translation>
    </message>
    <message>
        <source>How fast: 2 is twice as fast</source>
        <translation>多快：2 为两倍速</translation>
    </message>
    <message>
        <source>Pa&amp;uses</source>
        <translation>停顿(&amp;U)</translation>
    </message>
    <message>
        <source>How long the pauses at punctuation are</source>
        <translation>标点处停顿的长短</translation>
    </message>
    <message>
        <source>P&amp;itch</source>
        <translation>音高(&amp;I)</translation>
    </message>
    <message>
        <source>Higher or lower, in semitones</source>
        <translation>升高或降低，以半音计</translation>
    </message>
    <message>
        <source>Pitch ran&amp;ge</source>
        <translation>音高幅度(&amp;G)</translation>
    </message>
    <message>
        <source>0 is monotonous, 2 twice as lively as usual</source>
        <translation>0 为平调，2 为平常的两倍起伏</translation>
    </message>
    <message>
        <source>&amp;Questions</source>
        <translation>疑问(&amp;Q)</translation>
    </message>
    <message>
        <source>How far questions end as the speaker ends them; 0: as statements end</source>
        <translation>疑问句结尾在多大程度上像说话人的结尾；0：像陈述句那样结尾</translation>
    </message>
    <message>
        <source>&amp;Energy</source>
        <translation>力度(&amp;E)</translation>
    </message>
    <message>
        <source>With more or less effort, and louder so</source>
        <translation>用力多些或少些，响度随之变化</translation>
    </message>
    <message>
        <source>&amp;Breath</source>
        <translation>气声(&amp;B)</translation>
    </message>
    <message>
        <source>More or less breath in the voice</source>
        <translation>嗓音里气息多些或少些</translation>
    </message>
    <message>
        <source>&amp;Formants</source>
        <translation>共振峰(&amp;F)</translation>
    </message>
    <message>
        <source>Up: a smaller speaker; down: a larger one. The pitch stays</source>
        <translation>向上：说话人更小；向下：更大。音高不变</translation>
    </message>
    <message>
        <source>Vari&amp;ety</source>
        <translation>变化(&amp;E)</translation>
    </message>
    <message>
        <source>How varied the sound is from case to case</source>
        <translation>每次声音有多少变化</translation>
    </message>
    <message>
        <source>Double click or Delete: as usual</source>
        <translation>双击或 Delete：恢复平常</translation>
    </message>
    <message>
        <source>Pace and pitch</source>
        <translation>节奏与音高</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>音色</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>读法</translation>
    </message>
    <message>
        <source>Blend</source>
        <translation>混合</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>The same number gives the same sound</source>
        <translation>数字相同，声音就相同</translation>
    </message>
    <message>
        <source>Another reading</source>
        <translation>换一种读法</translation>
    </message>
    <message>
        <source>Say it once more, otherwise</source>
        <translation>再读一遍，换个样子</translation>
    </message>
    <message>
        <source>With</source>
        <translation>掺入</translation>
    </message>
    <message>
        <source>Voice that is blended in</source>
        <translation>掺入的声音</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>比例</translation>
    </message>
    <message>
        <source>How much of it is the other voice</source>
        <translation>另一个声音占多少</translation>
    </message>
    <message>
        <source>As it was</source>
        <translation>复原</translation>
    </message>
    <message>
        <source>All controls as usual (Ctrl+0)</source>
        <translation>所有控制恢复平常（Ctrl+0）</translation>
    </message>
</context>
<context>
    <name>MarksMenu</name>
    <message>
        <source>Marks</source>
        <translation>标记</translation>
    </message>
    <message>
        <source>What can be written into the text to say how it is read (Ctrl+M)</source>
        <translation>可写进文本、说明怎样读的标记（Ctrl+M）</translation>
    </message>
    <message>
        <source>A pause of half a second</source>
        <translation>停顿半秒</translation>
    </message>
    <message>
        <source>Emphasis</source>
        <translation>强调</translation>
    </message>
    <message>
        <source>Letter by letter</source>
        <translation>逐字母读</translation>
    </message>
    <message>
        <source>In phonemes (IPA)</source>
        <translation>用音素（IPA）</translation>
    </message>
    <message>
        <source>The text as SSML</source>
        <translation>把文本写成 SSML</translation>
    </message>
    <message>
        <source>Tags within &lt;speak&gt;</source>
        <translation>&lt;speak&gt; 内的标签</translation>
    </message>
</context>
<context>
    <name>NewVoiceDialog</name>
    <message>
        <source>New voice</source>
        <translation>新建声音</translation>
    </message>
    <message>
        <source>for example your first name</source>
        <translation>例如您的名字</translation>
    </message>
    <message>
        <source>Name of the voice</source>
        <translation>声音名称</translation>
    </message>
    <message>
        <source>Which English the speaker speaks</source>
        <translation>说话人说哪种英语</translation>
    </message>
    <message>
        <source>Create voice</source>
        <translation>新建声音</translation>
    </message>
    <message>
        <source>A voice holds the recordings of one speaker and what is trained from them.</source>
        <translation>一个声音包含一位说话人的录音，以及由此训练出的结果。</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名称(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>There is a voice with this name already; choose another.</source>
        <translation>已有同名的声音，请换一个名称。</translation>
    </message>
    <message>
        <source>Only voices whose speaker agrees may be cloned; you are asked later.</source>
        <translation>只有说话人同意的声音才可以克隆；稍后会询问您。</translation>
    </message>
</context>
<context>
    <name>OwnScriptDialog</name>
    <message>
        <source>Own script</source>
        <translation>自备稿件</translation>
    </message>
    <message>
        <source>Paste text here: a sentence each line, or running text, or a table with id, character, text and direction</source>
        <translation>在此粘贴文本：每行一句、连续的文章，或带有编号、角色、文本和语气的表格</translation>
    </message>
    <message>
        <source>Text of the script</source>
        <translation>稿件文本</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>打开文件…</translation>
    </message>
    <message>
        <source>Open a text, CSV or SRT file</source>
        <translation>打开文本、CSV 或 SRT 文件</translation>
    </message>
    <message>
        <source>Name of the script</source>
        <translation>稿件名称</translation>
    </message>
    <message>
        <source>Sentences that were found</source>
        <translation>找到的句子</translation>
    </message>
    <message>
        <source>Add script</source>
        <translation>添加稿件</translation>
    </message>
    <message>
        <source>Open a script</source>
        <translation>打开稿件</translation>
    </message>
    <message>
        <source>Scripts (*.txt *.csv *.tsv *.srt *.md);;All files (*)</source>
        <translation>稿件 (*.txt *.csv *.tsv *.srt *.md);;所有文件 (*)</translation>
    </message>
    <message numerus="yes">
        <source>%n sentence(s) found.</source>
        <translation>
            <numerusform>找到 %n 个句子。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OwnWaysLine</name>
    <message numerus="yes">
        <source>%n word(s) as you say them: {0}</source>
        <translation>
            <numerusform>有 %n 个词按你自己的读法：{0}</numerusform>
        </translation>
    </message>
    <message>
        <source>The recordings sound like {0}: with it, unread words come nearer, too.</source>
        <translation>录音听起来像{0}：选用它，没读过的词也会更像你。</translation>
    </message>
    <message>
        <source>Use {0}</source>
        <translation>改用{0}</translation>
    </message>
    <message>
        <source>Change the voice&apos;s language; then train it again</source>
        <translation>更改声音的语言，然后重新训练</translation>
    </message>
</context>
<context>
    <name>PasteScriptDialog</name>
    <message>
        <source>Paste a script</source>
        <translation>粘贴剧本</translation>
    </message>
    <message>
        <source>Name; otherwise its first words</source>
        <translation>名称；留空则取开头几个词</translation>
    </message>
    <message>
        <source>Name of the script</source>
        <translation>剧本名称</translation>
    </message>
    <message>
        <source>Running text, a table (id, character, text, direction, settings) or subtitles</source>
        <translation>正文、表格（id、角色、文本、提示、设置）或字幕</translation>
    </message>
    <message>
        <source>Text of the script</source>
        <translation>剧本正文</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
</context>
<context>
    <name>PromptTakes</name>
    <message>
        <source>Take {0}</source>
        <translation>第 {0} 条</translation>
    </message>
    <message>
        <source>chosen</source>
        <translation>已选用</translation>
    </message>
    <message>
        <source>good</source>
        <translation>良好</translation>
    </message>
    <message>
        <source>doubtful</source>
        <translation>存疑</translation>
    </message>
    <message>
        <source>faulty</source>
        <translation>有问题</translation>
    </message>
    <message>
        <source>Takes of this sentence</source>
        <translation>这一句的录音</translation>
    </message>
</context>
<context>
    <name>ReadingSide</name>
    <message>
        <source>Takes of this sentence</source>
        <translation>这一句的录音</translation>
    </message>
    <message>
        <source>✓ enough to train on</source>
        <translation>✓ 已够用于训练</translation>
    </message>
    <message>
        <source>of {0} min that are enough</source>
        <translation>够用需要 {0} 分钟</translation>
    </message>
    <message>
        <source>{0} of the sounds</source>
        <translation>语音组合 {0}</translation>
    </message>
</context>
<context>
    <name>RecordPage</name>
    <message>
        <source>Read sentences aloud; each take is checked at once.</source>
        <translation>朗读句子；每条录音都会立即检查。</translation>
    </message>
    <message>
        <source>{0}, {1} kHz</source>
        <translation>{0}，{1} kHz</translation>
    </message>
    <message>
        <source>What was said</source>
        <translation>说了什么</translation>
    </message>
    <message>
        <source>The text of this take:</source>
        <translation>这条录音的文本：</translation>
    </message>
    <message>
        <source>Delete what was recorded?</source>
        <translation>删除这些录音吗？</translation>
    </message>
    <message>
        <source>Nobody has listened to it yet. This cannot be undone.</source>
        <translation>还没有人听过。删除后无法恢复。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Nobody can read for this voice</source>
        <translation>没有人能为这个声音朗读</translation>
    </message>
    <message>
        <source>It was made by the program, to try everything with. Create a voice of your own, and record that.</source>
        <translation>它由程序合成，供您试用全部功能。请新建一个您自己的声音，再开始录制。</translation>
    </message>
    <message>
        <source>“{0}” has to be read again. {1}</source>
        <translation>“{0}”需要重读。{1}</translation>
    </message>
    <message>
        <source>“{0}” waits for your decision. {1}</source>
        <translation>“{0}”等待您决定。{1}</translation>
    </message>
    <message>
        <source>Kept as a take: {0}.</source>
        <translation>已保留为录音：{0}。</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>Own script…</source>
        <translation>自备稿件…</translation>
    </message>
    <message>
        <source>Read a script of your own: text, CSV or SRT</source>
        <translation>朗读您自己的稿件：文本、CSV 或 SRT</translation>
    </message>
    <message>
        <source>How…</source>
        <translation>方式…</translation>
    </message>
    <message>
        <source>How recording goes</source>
        <translation>录音方式</translation>
    </message>
    <message>
        <source>What happens by itself, and the count before a take</source>
        <translation>哪些自动进行，以及录音前的倒数</translation>
    </message>
    <message>
        <source>Choose a voice first</source>
        <translation>请先选择声音</translation>
    </message>
    <message>
        <source>Recordings belong to a voice. Create one, or choose one of yours.</source>
        <translation>录音属于某个声音。请新建一个，或选择已有的。</translation>
    </message>
    <message>
        <source>Go to the voices</source>
        <translation>前往声音页</translation>
    </message>
</context>
<context>
    <name>RecordView</name>
    <message>
        <source>{0} of {1} · {2} read</source>
        <translation>第 {0} 句，共 {1} 句 · 已读 {2} 句</translation>
    </message>
    <message>
        <source>Starts in {0}</source>
        <translation>倒数 {0}</translation>
    </message>
    <message>
        <source>✓ Good and accepted</source>
        <translation>✓ 良好，已采用</translation>
    </message>
    <message>
        <source>! Accept it, or read it again</source>
        <translation>! 采用，或者重读</translation>
    </message>
    <message>
        <source>✕ Read it again</source>
        <translation>✕ 请重读</translation>
    </message>
    <message>
        <source>The microphone is off</source>
        <translation>麦克风已关闭</translation>
    </message>
    <message>
        <source>Opening the microphone…</source>
        <translation>正在打开麦克风…</translation>
    </message>
    <message>
        <source>✕ No microphone</source>
        <translation>✕ 没有麦克风</translation>
    </message>
    <message>
        <source>Ready: press Space and read aloud</source>
        <translation>就绪：按空格键开始朗读</translation>
    </message>
    <message>
        <source>● Recording: press Space when you are done</source>
        <translation>● 正在录音：读完请按空格键</translation>
    </message>
    <message>
        <source>Keeping the take…</source>
        <translation>正在保存录音…</translation>
    </message>
    <message>
        <source>Kept. Listening to it…</source>
        <translation>已保存，正在检查…</translation>
    </message>
    <message>
        <source>✓ Accepted</source>
        <translation>✓ 已采用</translation>
    </message>
    <message>
        <source>✓ Accepted; Space reads it once more</source>
        <translation>✓ 已采用；按空格键可再读一遍</translation>
    </message>
    <message>
        <source>Here you see the sound of the take.</source>
        <translation>录音的声音会显示在这里。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>Record, or stop recording</source>
        <translation>开始或停止录音</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>空格</translation>
    </message>
    <message>
        <source>Accept anyway</source>
        <translation>仍然采用</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>采用</translation>
    </message>
    <message>
        <source>Use this take and go on: Enter</source>
        <translation>采用这条录音并继续：回车</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>上一句</translation>
    </message>
    <message>
        <source>The sentence before</source>
        <translation>上一个句子</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一句</translation>
    </message>
    <message>
        <source>The next sentence</source>
        <translation>下一个句子</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Play this take, or stop</source>
        <translation>播放或停止这条录音</translation>
    </message>
    <message>
        <source>Again</source>
        <translation>重读</translation>
    </message>
    <message>
        <source>Read this sentence once more</source>
        <translation>再读一遍这个句子</translation>
    </message>
    <message>
        <source>Room check…</source>
        <translation>房间检查…</translation>
    </message>
    <message>
        <source>Room check</source>
        <translation>房间检查</translation>
    </message>
    <message>
        <source>Check how the room sounds</source>
        <translation>检查房间的声音</translation>
    </message>
    <message>
        <source>First, how does this room sound?</source>
        <translation>首先，这个房间的声音如何？</translation>
    </message>
    <message>
        <source>Three seconds of silence and one loud sentence tell what to mend before you record for an hour.</source>
        <translation>三秒钟的安静和一句大声的话，就能在长时间录音之前告诉您该改进什么。</translation>
    </message>
    <message>
        <source>Check the room</source>
        <translation>检查房间</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message numerus="yes">
        <source>%n take(s) were being recorded when Timbre ended</source>
        <translation>
            <numerusform>Timbre 关闭时有 %n 条录音正在进行</numerusform>
        </translation>
    </message>
    <message>
        <source>What was said is saved. Keep it, listen, then accept it or not.</source>
        <translation>所说的内容已保存。保留下来听一听，再决定是否采用。</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>No microphone is heard</source>
        <translation>听不到麦克风</translation>
    </message>
    <message>
        <source>Connect again</source>
        <translation>重新连接</translation>
    </message>
</context>
<context>
    <name>RecordingSettingsDialog</name>
    <message>
        <source>How recording goes</source>
        <translation>录音方式</translation>
    </message>
    <message>
        <source>&amp;Stop by itself when I have finished speaking</source>
        <translation>说完后自动停止(&amp;S)</translation>
    </message>
    <message>
        <source>After about a second of silence. Space still stops at once.</source>
        <translation>安静约一秒后停止。按空格键仍可立即停止。</translation>
    </message>
    <message>
        <source>Go &amp;on to the next sentence when a take is good</source>
        <translation>录音良好时自动进入下一句(&amp;O)</translation>
    </message>
    <message>
        <source>Doubtful takes wait for your decision.</source>
        <translation>存疑的录音等待您决定。</translation>
    </message>
    <message>
        <source>&amp;Count three, two, one before a take</source>
        <translation>录音前倒数三、二、一(&amp;C)</translation>
    </message>
    <message>
        <source>Time to breathe; the take begins on zero.</source>
        <translation>先喘口气；数到零时开始录音。</translation>
    </message>
    <message>
        <source>Soft &amp;ticks with the count</source>
        <translation>倒数时轻声滴答(&amp;T)</translation>
    </message>
    <message>
        <source>They have ended before the take begins, so they are never in it.</source>
        <translation>滴答声在录音开始前就已结束，绝不会录进去。</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>使用</translation>
    </message>
</context>
<context>
    <name>RecordingsPage</name>
    <message>
        <source>Import a folder</source>
        <translation>导入文件夹</translation>
    </message>
    <message>
        <source>Takes</source>
        <translation>录音</translation>
    </message>
    <message>
        <source>Recordings ({0})</source>
        <translation>录音（{0}）</translation>
    </message>
    <message>
        <source>Import a recording</source>
        <translation>导入录音</translation>
    </message>
    <message>
        <source>Listen to the doubtful ones: Enter accepts and goes on, F2 mends.</source>
        <translation>请听存疑的录音：回车接受并继续，F2 修改。</translation>
    </message>
    <message>
        <source>Data set</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>概要</translation>
    </message>
    <message>
        <source>Takes or summary</source>
        <translation>录音或概要</translation>
    </message>
    <message>
        <source>Choose a voice first</source>
        <translation>请先选择声音</translation>
    </message>
    <message>
        <source>Recordings belong to a voice. Create one, or choose one of yours.</source>
        <translation>录音属于某个声音。请新建或选择一个声音。</translation>
    </message>
    <message>
        <source>Go to the voices</source>
        <translation>前往声音页面</translation>
    </message>
    <message>
        <source>No recordings yet</source>
        <translation>还没有录音</translation>
    </message>
    <message>
        <source>Record them, or import a folder: sound files with transcripts.tsv, LJSpeech&apos;s metadata.csv, or a .txt beside each sound. Recordings without a text are heard and written down, long ones are cut. You can also drop a folder or a recording here.</source>
        <translation>请录制，或导入文件夹：声音文件配 transcripts.tsv、LJSpeech 的 metadata.csv，或每个声音旁的 .txt。没有文字的录音会被听写，长录音会被切分。也可以把文件夹或录音拖到这里。</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <source>What a voice is trained on.</source>
        <translation>声音训练所用的录音。</translation>
    </message>
    <message>
        <source>{0} used</source>
        <translation>采用 {0}</translation>
    </message>
    <message>
        <source>{0} set aside</source>
        <translation>{0} 条未采用</translation>
    </message>
</context>
<context>
    <name>RenderingList</name>
    <message numerus="yes">
        <source>%n unclear word(s)</source>
        <translation>
            <numerusform>%n 个词没听清</numerusform>
        </translation>
    </message>
    <message>
        <source>speed</source>
        <translation>语速</translation>
    </message>
    <message>
        <source>pauses</source>
        <translation>停顿</translation>
    </message>
    <message>
        <source>pitch</source>
        <translation>音高</translation>
    </message>
    <message>
        <source>range</source>
        <translation>幅度</translation>
    </message>
    <message>
        <source>questions</source>
        <translation>疑问</translation>
    </message>
    <message>
        <source>energy</source>
        <translation>力度</translation>
    </message>
    <message>
        <source>breath</source>
        <translation>气声</translation>
    </message>
    <message>
        <source>formants</source>
        <translation>共振峰</translation>
    </message>
    <message>
        <source>variety</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Takes: every text that was spoken, the newest first</source>
        <translation>各条：读过的每段文本，最新的在前</translation>
    </message>
    <message>
        <source>What is spoken is kept here, with how it was made.</source>
        <translation>读过的都留在这里，连同做法。</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Play or stop this take</source>
        <translation>播放或停止这一条</translation>
    </message>
    <message>
        <source>Bring back</source>
        <translation>取回</translation>
    </message>
    <message>
        <source>Its text, controls and sound, as then</source>
        <translation>恢复当时的文本、控制和声音</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>加星</translation>
    </message>
    <message>
        <source>One of the good ones, or no longer</source>
        <translation>标为好的一条，或取消</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Hear these against each other, also without knowing which is which</source>
        <translation>把它们对着听，也可以不知道哪条是哪条</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Delete these takes</source>
        <translation>删除这几条</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Take back what was deleted last</source>
        <translation>取回最后删除的</translation>
    </message>
</context>
<context>
    <name>ReportCard</name>
    <message>
        <source>The report card comes when a run has ended: it compares the trained voice with its start and with the real takes.</source>
        <translation>训练结束后会给出成绩单：把训练后的声音与起点以及真实录音作比较。</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>训练前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>训练后</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>Real takes</source>
        <translation>真实录音</translation>
    </message>
    <message>
        <source>Report card</source>
        <translation>成绩单</translation>
    </message>
    <message>
        <source>Similarity to the speaker</source>
        <translation>与说话人的相似度</translation>
    </message>
    <message>
        <source>1 is the same voice; two strangers have 0.5 to 0.6</source>
        <translation>1 表示同一个声音；两个陌生人之间为 0.5 到 0.6</translation>
    </message>
    <message>
        <source>Share of the ceiling</source>
        <translation>占上限的比例</translation>
    </message>
    <message>
        <source>The ceiling is how similar the speaker&apos;s own takes are to each other</source>
        <translation>上限是说话人自己的录音彼此之间的相似度</translation>
    </message>
    <message>
        <source>Word errors (WER)</source>
        <translation>词错误率（WER）</translation>
    </message>
    <message>
        <source>Share of the words that a recogniser hears wrongly; less is better</source>
        <translation>识别器听错的词的比例；越低越好</translation>
    </message>
    <message>
        <source>Phoneme errors (PER)</source>
        <translation>音素错误率（PER）</translation>
    </message>
    <message>
        <source>Share of the phonemes that the inverse model hears wrongly</source>
        <translation>逆模型听错的音素比例</translation>
    </message>
    <message>
        <source>Naturalness (DistillMOS)</source>
        <translation>自然度（DistillMOS）</translation>
    </message>
    <message>
        <source>1 to 5; what listeners would probably say</source>
        <translation>1 到 5 分；听众大概会给出的评分</translation>
    </message>
    <message>
        <source>same</source>
        <translation>不变</translation>
    </message>
    <message>
        <source>better</source>
        <translation>变好</translation>
    </message>
    <message>
        <source>worse</source>
        <translation>变差</translation>
    </message>
    <message>
        <source>Nearest stock voice: {0}, similarity {1}; the ceiling is {2}.</source>
        <translation>最接近的内置声音：{0}，相似度 {1}；上限为 {2}。</translation>
    </message>
    <message>
        <source>Trained on {0} of speech for {1} ({2}); {3} held-out sentences.</source>
        <translation>用 {0} 的语音训练了 {1}（{2}）；留出 {3} 句用于评估。</translation>
    </message>
    <message>
        <source>{0} of it came without a text and were heard.</source>
        <translation>其中 {0} 没有文字，由听写得到。</translation>
    </message>
    <message>
        <source>It is the mean of its checkpoints {0}: better than each of them.</source>
        <translation>它是检查点 {0} 的平均：比其中每一个都好。</translation>
    </message>
    <message>
        <source>It goes {0} of the way from the stock voice: farther, it spoke less clearly.</source>
        <translation>从内置声音出发，它走了 {0} 的路：再远，说话就不那么清楚了。</translation>
    </message>
    <message>
        <source>The best of its checkpoints is step {0} of {1}.</source>
        <translation>最佳检查点是第 {0} 步（共 {1} 步）。</translation>
    </message>
    <message>
        <source>You chose step {0}; what stands above was measured on step {1}.</source>
        <translation>您选择了第 {0} 步；上面的数值是在第 {1} 步测得的。</translation>
    </message>
</context>
<context>
    <name>RoomCheckDialog</name>
    <message>
        <source>Room check</source>
        <translation>房间检查</translation>
    </message>
    <message>
        <source>How does this room sound?</source>
        <translation>这个房间的声音如何？</translation>
    </message>
    <message>
        <source>Be silent…</source>
        <translation>请保持安静…</translation>
    </message>
    <message>
        <source>Now read this, as loudly as you ever will</source>
        <translation>现在用您最大的音量读这句话</translation>
    </message>
    <message>
        <source>Listening to it…</source>
        <translation>正在分析…</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>检查结果</translation>
    </message>
    <message>
        <source>First three seconds of silence, then one loud sentence. Sit as you will sit while recording, a hand&apos;s width and a half from the microphone.</source>
        <translation>先是三秒钟的安静，再读一句大声的话。请像录音时那样坐好，离麦克风一掌半远。</translation>
    </message>
    <message>
        <source>Do not move and do not speak for three seconds.</source>
        <translation>三秒钟内不要动，也不要说话。</translation>
    </message>
    <message>
        <source>“HEY! Shut the door, the boat is leaving without us!”</source>
        <translation>“HEY! Shut the door, the boat is leaving without us!”</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>I have read it</source>
        <translation>我读完了</translation>
    </message>
    <message>
        <source>Use this room</source>
        <translation>使用这个房间</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>再检查一次</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>RoomReportView</name>
    <message>
        <source>Nothing to mend: this room is good to record in.</source>
        <translation>无需改进：这个房间适合录音。</translation>
    </message>
    <message>
        <source>good</source>
        <translation>良好</translation>
    </message>
    <message>
        <source>can be better</source>
        <translation>可以更好</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>{0} Hz at {1} dBFS</source>
        <translation>{0} Hz，{1} dBFS</translation>
    </message>
    <message>
        <source>cannot be told</source>
        <translation>无法判断</translation>
    </message>
    <message>
        <source>{0} s until it has died away</source>
        <translation>{0} 秒后消失</translation>
    </message>
    <message>
        <source>{0} dB left at your loudest</source>
        <translation>最大音量时还剩 {0} dB</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>噪声</translation>
    </message>
    <message>
        <source>{0} dBFS</source>
        <translation>{0} dBFS</translation>
    </message>
    <message>
        <source>Hum</source>
        <translation>交流声</translation>
    </message>
    <message>
        <source>Echo</source>
        <translation>回声</translation>
    </message>
    <message>
        <source>Headroom</source>
        <translation>余量</translation>
    </message>
</context>
<context>
    <name>RunTable</name>
    <message>
        <source>running</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>speaks now</source>
        <translation>当前使用</translation>
    </message>
    <message>
        <source>speaks now, step chosen by you</source>
        <translation>正在使用，步数由您选择</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Earlier runs</source>
        <translation>历次训练</translation>
    </message>
    <message>
        <source>Enter shows the report card of a run</source>
        <translation>按 Enter 查看某次训练的成绩单</translation>
    </message>
</context>
<context>
    <name>SampleList</name>
    <message>
        <source>Step {0}</source>
        <translation>第 {0} 步</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>sentence {0}</source>
        <translation>句子 {0}</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>Now and then the voice says a sentence it has not learnt.</source>
        <translation>训练中会不时朗读一句没有学过的话。</translation>
    </message>
    <message>
        <source>Space plays</source>
        <translation>按空格键播放</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Play or stop the chosen sample</source>
        <translation>播放或停止所选样本</translation>
    </message>
</context>
<context>
    <name>ScoreView</name>
    <message>
        <source>heard {0}</source>
        <translation>听出 {0}</translation>
    </message>
</context>
<context>
    <name>ScriptActions</name>
    <message>
        <source>Render {0}</source>
        <translation>合成 {0} 行</translation>
    </message>
    <message>
        <source>Render</source>
        <translation>合成</translation>
    </message>
    <message>
        <source>Make the lines that are new, changed or failed (Ctrl+R)</source>
        <translation>合成新增、改动或失败的行（Ctrl+R）</translation>
    </message>
    <message>
        <source>Script that is shown</source>
        <translation>当前剧本</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
    <message>
        <source>Open a script (Ctrl+O), or drop it here</source>
        <translation>打开剧本（Ctrl+O），或拖到这里</translation>
    </message>
    <message>
        <source>Open a script</source>
        <translation>打开剧本</translation>
    </message>
    <message>
        <source>A file…</source>
        <translation>文件…</translation>
    </message>
    <message>
        <source>Pasted text…</source>
        <translation>粘贴文本…</translation>
    </message>
    <message>
        <source>A short example</source>
        <translation>简短示例</translation>
    </message>
    <message>
        <source>Cast…</source>
        <translation>选角…</translation>
    </message>
    <message>
        <source>Cast</source>
        <translation>选角</translation>
    </message>
    <message>
        <source>Choose who speaks whom (Ctrl+K)</source>
        <translation>选择每个角色由谁来念（Ctrl+K）</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Write files: one, one for each character or each line (Ctrl+E)</source>
        <translation>写成文件：一个、每个角色一个或每行一个（Ctrl+E）</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>What is needed less often</source>
        <translation>不常用的操作</translation>
    </message>
    <message>
        <source>Render all that is not as it would be made now</source>
        <translation>重新合成所有已过时的行</translation>
    </message>
    <message>
        <source>Try the lines to listen to once more</source>
        <translation>再试一次需要复听的行</translation>
    </message>
    <message>
        <source>How words are said in it…</source>
        <translation>其中单词的读法…</translation>
    </message>
    <message>
        <source>Read the file again</source>
        <translation>重新读取文件</translation>
    </message>
    <message>
        <source>A narrator speaks the actions, too</source>
        <translation>旁白也朗读动作描写</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <source>Delete this script…</source>
        <translation>删除此剧本…</translation>
    </message>
</context>
<context>
    <name>ScriptFilter</name>
    <message>
        <source>Search the lines</source>
        <translation>搜索台词</translation>
    </message>
    <message>
        <source>Letters of a line, its id or its character (Ctrl+F)</source>
        <translation>台词、编号或角色中的文字（Ctrl+F）</translation>
    </message>
    <message>
        <source>Which lines are shown</source>
        <translation>显示哪些行</translation>
    </message>
    <message>
        <source>Whose lines are shown</source>
        <translation>显示谁的台词</translation>
    </message>
    <message>
        <source>Everybody</source>
        <translation>所有角色</translation>
    </message>
</context>
<context>
    <name>ScriptLinesView</name>
    <message>
        <source>Line {0}: taken back</source>
        <translation>第 {0} 行：已撤销</translation>
    </message>
    <message>
        <source>Line {0}: redone</source>
        <translation>第 {0} 行：已重做</translation>
    </message>
    <message>
        <source>Listen here ({0})</source>
        <translation>请听这里（{0}）</translation>
    </message>
    <message>
        <source>No line is in view: change the search or the filter.</source>
        <translation>没有可显示的行：请更改搜索或筛选条件。</translation>
    </message>
    <message>
        <source>Nothing to listen to: every word was heard, or somebody listened.</source>
        <translation>没有需要复听的：每个词都已听出，或已有人听过。</translation>
    </message>
    <message>
        <source>Nothing to listen to so far.</source>
        <translation>目前没有需要复听的。</translation>
    </message>
    <message>
        <source>Lines</source>
        <translation>台词</translation>
    </message>
    <message>
        <source>Which lines</source>
        <translation>哪些行</translation>
    </message>
    <message>
        <source>All lines, or those with a word that could not be heard back, the worst first</source>
        <translation>全部行，或含有未能听出的词的行（最差的在前）</translation>
    </message>
    <message>
        <source>Lines of the script</source>
        <translation>剧本各行</translation>
    </message>
    <message>
        <source>Enter plays, Space plays on from here, L listens to the doubtful word, R makes the line once more, A accepts it, F puts it into “Listen here”, W says a word another way; F2 edits the text, C the character, D the direction, S the settings; N and B go on and back</source>
        <translation>Enter 播放，空格从此处连续播放，L 听可疑词，R 重做该行，A 接受，F 放入“请听这里”，W 换个读法；F2 编辑文本，C 角色，D 提示，S 设置；N 和 B 下一行、上一行</translation>
    </message>
</context>
<context>
    <name>ScriptModel</name>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Character</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>Heard</source>
        <translation>听辨</translation>
    </message>
</context>
<context>
    <name>ScriptPicker</name>
    <message>
        <source>All, best order first</source>
        <translation>全部，最佳顺序</translation>
    </message>
    <message>
        <source>Mend weak sounds</source>
        <translation>补强薄弱音</translation>
    </message>
    <message>
        <source>{0} · Chinese, not trained on yet</source>
        <translation>{0} · 中文，暂不用于训练</translation>
    </message>
    <message>
        <source>Script</source>
        <translation>稿件</translation>
    </message>
    <message>
        <source>What is read</source>
        <translation>朗读的内容</translation>
    </message>
</context>
<context>
    <name>ScriptWords</name>
    <message>
        <source>To make</source>
        <translation>待合成</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>已改动</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>已合成</translation>
    </message>
    <message>
        <source>Listen</source>
        <translation>请复听</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>All lines</source>
        <translation>全部行</translation>
    </message>
    <message>
        <source>To listen to</source>
        <translation>待复听</translation>
    </message>
    <message>
        <source>Narrator</source>
        <translation>旁白</translation>
    </message>
    <message>
        <source>“{0}” at {1}</source>
        <translation>“{0}”在 {1}</translation>
    </message>
    <message>
        <source>“{0}” could not be heard at {1}: listen there.</source>
        <translation>在 {1} 处未能听出“{0}”：请听那里。</translation>
    </message>
    <message>
        <source>Not made yet.</source>
        <translation>尚未合成。</translation>
    </message>
    <message>
        <source>It says something else now than its sound: make it.</source>
        <translation>内容已与声音不同：请重新合成。</translation>
    </message>
    <message>
        <source>Made; every word was heard, or somebody listened.</source>
        <translation>已合成；每个词都已听出，或已有人听过。</translation>
    </message>
    <message>
        <source>Marked by hand: listen.</source>
        <translation>人工标记：请复听。</translation>
    </message>
    <message>
        <source>Read again: {0} new, {1} changed, {2} as before, {3} gone.</source>
        <translation>已重新读取：新增 {0}，改动 {1}，未变 {2}，删除 {3}。</translation>
    </message>
</context>
<context>
    <name>ScriptWork</name>
    <message>
        <source>Rendering {0}</source>
        <translation>正在合成 {0}</translation>
    </message>
    <message>
        <source>Stopped; what is made is kept, and “Render” goes on from there.</source>
        <translation>已停止；已合成的保留，“合成”会从那里继续。</translation>
    </message>
    <message>
        <source>Exporting to {0}</source>
        <translation>正在导出到 {0}</translation>
    </message>
    <message>
        <source>Export stopped; the files that are written are whole.</source>
        <translation>导出已停止；已写入的文件是完整的。</translation>
    </message>
    <message>
        <source>Wait until what is running has ended, or cancel it.</source>
        <translation>请等待正在进行的任务结束，或取消它。</translation>
    </message>
    <message>
        <source>{0} made ({1}).</source>
        <translation>已合成 {0}（{1}）。</translation>
    </message>
    <message>
        <source>Nothing had to be made: every line is as it was.</source>
        <translation>无需合成：每行都没有变化。</translation>
    </message>
    <message>
        <source>Listen to {0}: a word of each could not be heard back.</source>
        <translation>请复听 {0}：每行都有一个词没有被听出。</translation>
    </message>
    <message>
        <source>{0} failed: {1}</source>
        <translation>{0}失败：{1}</translation>
    </message>
</context>
<context>
    <name>ScriptsPage</name>
    <message>
        <source>Scripts ({0});;All files (*)</source>
        <translation>剧本 ({0});;所有文件 (*)</translation>
    </message>
    <message>
        <source>Open a script</source>
        <translation>打开剧本</translation>
    </message>
    <message>
        <source>{0}: {1}.</source>
        <translation>{0}：{1}。</translation>
    </message>
    <message>
        <source>The button beside “Render” lets a narrator speak actions.</source>
        <translation>“合成”旁边的按钮可以让旁白朗读动作描写。</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Name of the script</source>
        <translation>剧本名称</translation>
    </message>
    <message>
        <source>Its lines, its cast, its words and everything that was made of it go. The file that it was read from and what was exported stay.</source>
        <translation>它的台词、角色分配、单词读法以及由它合成的一切都会删除。原来的文件和已导出的文件会保留。</translation>
    </message>
    <message>
        <source>Delete “{0}”?</source>
        <translation>删除“{0}”？</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) in {0}.</source>
        <translation>
            <numerusform>%n 个文件，位于 {0}。</numerusform>
        </translation>
    </message>
    <message>
        <source>The watermark was NOT FOUND in every file; look at the report.</source>
        <translation>有文件未检测到水印；请查看报告。</translation>
    </message>
    <message>
        <source>Many lines, many voices, spoken and delivered.</source>
        <translation>多行台词、多个声音，合成并交付。</translation>
    </message>
    <message>
        <source>{0} made</source>
        <translation>已合成 {0}</translation>
    </message>
    <message>
        <source>the narrator</source>
        <translation>旁白</translation>
    </message>
    <message>
        <source>nobody speaks {0}</source>
        <translation>{0} 没有声音</translation>
    </message>
    <message>
        <source>Scripts</source>
        <translation>剧本</translation>
    </message>
    <message>
        <source>No script yet</source>
        <translation>还没有剧本</translation>
    </message>
    <message>
        <source>Open a script to have it spoken line by line: plain text, Markdown, a table (CSV), subtitles (SRT) or a screenplay (Fountain). You can also drop it here.</source>
        <translation>打开一个剧本，逐行合成：纯文本、Markdown、表格（CSV）、字幕（SRT）或剧本格式（Fountain）。也可以拖到这里。</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
    <message>
        <source>Try a short example</source>
        <translation>试试简短示例</translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>Voices</source>
        <translation>声音</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>Data set</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Speak</source>
        <translation>朗读</translation>
    </message>
    <message>
        <source>Scripts</source>
        <translation>剧本</translation>
    </message>
    <message>
        <source>Voice</source>
        <translation>声音</translation>
    </message>
</context>
<context>
    <name>SpeakPage</name>
    <message>
        <source>Speak</source>
        <translation>朗读</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Type a sentence first.</source>
        <translation>请先输入一句话。</translation>
    </message>
    <message>
        <source>Loading the voice</source>
        <translation>正在载入声音</translation>
    </message>
    <message>
        <source>WAV sound (*.wav);;FLAC sound (*.flac)</source>
        <translation>WAV 声音 (*.wav);;FLAC 声音 (*.flac)</translation>
    </message>
    <message>
        <source>Saved as {0}.</source>
        <translation>已保存为 {0}。</translation>
    </message>
    <message>
        <source>The voice of this take is no longer there to speak.</source>
        <translation>这一条所用的声音已不能再朗读。</translation>
    </message>
    <message>
        <source>“{0}” is not trained yet; until then a stock voice can speak.</source>
        <translation>“{0}”尚未训练；在此之前可以用内置声音朗读。</translation>
    </message>
    <message>
        <source>Type a text and hear it.</source>
        <translation>输入文本并收听。</translation>
    </message>
    <message>
        <source>The voice says “{0}” like this from now on.</source>
        <translation>该声音今后都这样读“{0}”。</translation>
    </message>
</context>
<context>
    <name>SpeakView</name>
    <message>
        <source>“{0}” is no mark, so it is read as words; see “Marks”.</source>
        <translation>“{0}”不是标记，会当作文字读出；见“标记”。</translation>
    </message>
    <message>
        <source>made in {0}</source>
        <translation>用时 {0}</translation>
    </message>
    <message>
        <source>Type what the voice is to say, in English.</source>
        <translation>请输入要用此声音说的英文。</translation>
    </message>
    <message>
        <source>Text to say</source>
        <translation>要说的文本</translation>
    </message>
    <message>
        <source>Ctrl+Enter speaks</source>
        <translation>按 Ctrl+Enter 朗读</translation>
    </message>
    <message>
        <source>Speak</source>
        <translation>朗读</translation>
    </message>
    <message>
        <source>Speak (Ctrl+Enter)</source>
        <translation>朗读（Ctrl+Enter）</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop speaking (Esc)</source>
        <translation>停止朗读（Esc）</translation>
    </message>
    <message>
        <source>Play again</source>
        <translation>再播放一次</translation>
    </message>
    <message>
        <source>Play again (Ctrl+P)</source>
        <translation>再播放一次（Ctrl+P）</translation>
    </message>
    <message>
        <source>Lexicon…</source>
        <translation>词典…</translation>
    </message>
    <message>
        <source>How this voice says words (Ctrl+L); stock voices have no lexicon</source>
        <translation>这个声音怎样读词语 (Ctrl+L)；内置声音没有词典</translation>
    </message>
    <message>
        <source>Lexicon</source>
        <translation>词典</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Save as WAV or FLAC (Ctrl+S)</source>
        <translation>另存为 WAV 或 FLAC（Ctrl+S）</translation>
    </message>
    <message>
        <source>Controls</source>
        <translation>控制</translation>
    </message>
    <message>
        <source>Speed, pitch, sound, another reading, blends (Ctrl+K)</source>
        <translation>语速、音高、音色、换一种读法、混合（Ctrl+K）</translation>
    </message>
    <message>
        <source>Takes</source>
        <translation>各条</translation>
    </message>
    <message>
        <source>Everything that was spoken (Ctrl+T)</source>
        <translation>读过的一切（Ctrl+T）</translation>
    </message>
    <message>
        <source>What the voice says is drawn here.</source>
        <translation>朗读的内容会画在这里。</translation>
    </message>
    <message>
        <source>What was said: waveform, mel spectrogram, pitch, words and phonemes</source>
        <translation>朗读内容：波形、梅尔频谱图、音高、单词和音素</translation>
    </message>
    <message>
        <source>The wheel zooms, dragging scrolls; keys: plus, minus, arrows, Home. Ctrl+arrows choose a word, Ctrl+Shift+arrows a phoneme, Shift+arrows more of them; Alt+Left and Alt+Right move its end, Alt+Up and Alt+Down its pitch.</source>
        <translation>滚轮缩放，拖动滚动；按键：加号、减号、方向键、Home。Ctrl+方向键选择单词，Ctrl+Shift+方向键选择音素，Shift+方向键多选；Alt+左/右移动其结尾，Alt+上/下移动其音高。</translation>
    </message>
</context>
<context>
    <name>SpeechControls</name>
    <message>
        <source>&amp;Voice</source>
        <translation>声音(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>Voice that speaks</source>
        <translation>朗读的声音</translation>
    </message>
    <message>
        <source>How the text is pronounced</source>
        <translation>文本的发音方式</translation>
    </message>
</context>
<context>
    <name>StatementDialog</name>
    <message>
        <source>Consent for “{0}”</source>
        <translation>对“{0}”的同意</translation>
    </message>
    <message>
        <source>● Recording, {0}</source>
        <translation>● 正在录音，{0}</translation>
    </message>
    <message>
        <source>Recorded: {0}. Listen to it, or give the consent.</source>
        <translation>已录制：{0}。可以试听，或直接给予同意。</translation>
    </message>
    <message>
        <source>Listening to the statement…</source>
        <translation>正在听辨声明…</translation>
    </message>
    <message>
        <source>A voice is somebody&apos;s. Its speaker says who they are and what a copy of it may be used for, and reads that aloud. The recording stays with the voice, on this computer.</source>
        <translation>声音属于它的主人。说话人说明自己是谁、声音副本可以用于什么，并朗读出来。录音与声音一起保存在这台电脑上。</translation>
    </message>
    <message>
        <source>first and last name</source>
        <translation>姓和名</translation>
    </message>
    <message>
        <source>Full name of the speaker</source>
        <translation>说话人的全名</translation>
    </message>
    <message>
        <source>Language in which the statement is read</source>
        <translation>朗读声明所用的语言</translation>
    </message>
    <message>
        <source>in your own words, as it is to be read</source>
        <translation>用您自己的话填写，照此朗读</translation>
    </message>
    <message>
        <source>Another use, in your own words</source>
        <translation>其他用途，用您自己的话填写</translation>
    </message>
    <message>
        <source>Go on to reading</source>
        <translation>继续朗读</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Sign for imported recordings…</source>
        <translation>为导入的录音签署…</translation>
    </message>
    <message>
        <source>Sign for imported recordings</source>
        <translation>为导入的录音签署</translation>
    </message>
    <message>
        <source>When the speaker cannot read the statement here</source>
        <translation>当说话人无法在此朗读声明时</translation>
    </message>
    <message>
        <source>&amp;Speaker</source>
        <translation>说话人(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>May be used for</source>
        <translation>可用于</translation>
    </message>
    <message>
        <source>&amp;And for</source>
        <translation>以及(&amp;A)</translation>
    </message>
    <message>
        <source>The studio hears English words alone: of a Chinese statement only the speaker and the length are checked, and the consent says so.</source>
        <translation>录音室只能听辨英语单词：对中文声明只检查说话人和长度，同意书中会如实注明。</translation>
    </message>
    <message>
        <source>Press Space and read this aloud. Space again ends it.</source>
        <translation>按空格键并朗读这段话，再按一次空格键结束。</translation>
    </message>
    <message>
        <source>The speaker of the takes reads this aloud, best into their microphone.</source>
        <translation>由录音的说话人朗读，最好使用同一支麦克风。</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Hear the recorded statement</source>
        <translation>收听录制的声明</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Choose a file in which the statement was read before</source>
        <translation>选择以前朗读声明的文件</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Give the consent</source>
        <translation>给予同意</translation>
    </message>
    <message>
        <source>Sound files</source>
        <translation>声音文件</translation>
    </message>
    <message>
        <source>The recorded statement</source>
        <translation>录制的声明</translation>
    </message>
    <message>
        <source>Chosen: {0}</source>
        <translation>已选择：{0}</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>End the recording</source>
        <translation>结束录音</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>空格</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>Read it again</source>
        <translation>重新朗读</translation>
    </message>
    <message>
        <source>Record the statement</source>
        <translation>录制声明</translation>
    </message>
</context>
<context>
    <name>Steps</name>
    <message>
        <source>1  Recordings</source>
        <translation>1  录音</translation>
    </message>
    <message>
        <source>2  Training</source>
        <translation>2  训练</translation>
    </message>
    <message>
        <source>3  Speaking</source>
        <translation>3  朗读</translation>
    </message>
    <message>
        <source>Import recordings</source>
        <translation>导入录音</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Speak</source>
        <translation>朗读</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>later</source>
        <translation>稍后</translation>
    </message>
    <message>
        <source>Type a sentence and hear it in this voice.</source>
        <translation>输入一句话，用此声音听听看。</translation>
    </message>
    <message>
        <source>Opens when the voice is trained.</source>
        <translation>声音训练完成后开放。</translation>
    </message>
    <message>
        <source>Nothing yet. Five minutes of clear speech are a good start.</source>
        <translation>还没有录音。五分钟清晰的语音是个好的开始。</translation>
    </message>
    <message>
        <source>{0} set aside</source>
        <translation>{0} 条未采用</translation>
    </message>
    <message>
        <source>at least 20 seconds are needed</source>
        <translation>至少需要 20 秒</translation>
    </message>
    <message>
        <source>A run was interrupted or is running; it can go on from where it was.</source>
        <translation>有一次训练被中断或正在进行；可以从停下的地方继续。</translation>
    </message>
    <message>
        <source>This voice has been trained and speaks.</source>
        <translation>此声音已训练完成，可以朗读。</translation>
    </message>
    <message>
        <source>The last run was not better than its start, so it was not kept.</source>
        <translation>上次训练的结果不比起点好，因此没有保留。</translation>
    </message>
    <message>
        <source>Ready. The quick preset takes some minutes.</source>
        <translation>已就绪。快速预设只需几分钟。</translation>
    </message>
    <message>
        <source>Opens when there are recordings.</source>
        <translation>有录音后开放。</translation>
    </message>
</context>
<context>
    <name>TakeDesk</name>
    <message>
        <source>real recording</source>
        <translation>真人录音</translation>
    </message>
</context>
<context>
    <name>TakeFilter</name>
    <message>
        <source>Search the texts</source>
        <translation>搜索文字</translation>
    </message>
    <message>
        <source>Words in texts, prompts and notes (Ctrl+F)</source>
        <translation>文字、提示和备注中的词（Ctrl+F）</translation>
    </message>
    <message>
        <source>Which takes are shown</source>
        <translation>显示哪些录音</translation>
    </message>
    <message>
        <source>Doubtful first</source>
        <translation>存疑的在前</translation>
    </message>
    <message>
        <source>Doubtful takes first</source>
        <translation>存疑的录音排在前面</translation>
    </message>
    <message>
        <source>Play each</source>
        <translation>自动播放</translation>
    </message>
    <message>
        <source>Play each take</source>
        <translation>自动播放每条录音</translation>
    </message>
    <message>
        <source>Play a take as soon as it becomes the current one</source>
        <translation>选中录音时立即播放</translation>
    </message>
</context>
<context>
    <name>TakePanel</name>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Play or stop</source>
        <translation>播放或停止</translation>
    </message>
    <message>
        <source>Play or stop this take (space)</source>
        <translation>播放或停止此录音（空格键）</translation>
    </message>
    <message>
        <source>Text of the take</source>
        <translation>录音的文字</translation>
    </message>
    <message>
        <source>What is said in this take</source>
        <translation>此录音中说的话</translation>
    </message>
    <message>
        <source>Phonemes of the text</source>
        <translation>文字的音素</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>采用</translation>
    </message>
    <message>
        <source>Use for training</source>
        <translation>用于训练</translation>
    </message>
    <message>
        <source>Use this take for training (X)</source>
        <translation>将此录音用于训练（X）</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>星标</translation>
    </message>
    <message>
        <source>Star this take</source>
        <translation>为此录音加星标</translation>
    </message>
    <message>
        <source>Star this take (S)</source>
        <translation>为此录音加星标（S）</translation>
    </message>
    <message>
        <source>As recorded</source>
        <translation>保持原样</translation>
    </message>
    <message>
        <source>Hear and see the recording without its clean-up</source>
        <translation>听和看未经修整的录音</translation>
    </message>
    <message>
        <source>Delete this take</source>
        <translation>删除此录音</translation>
    </message>
    <message>
        <source>Delete this take (Delete)</source>
        <translation>删除此录音（Delete）</translation>
    </message>
    <message>
        <source>Waveform, mel spectrogram, phonemes and pitch</source>
        <translation>波形、梅尔频谱、音素与音高</translation>
    </message>
    <message>
        <source>The wheel zooms, dragging scrolls; keys: plus, minus, arrows, Home</source>
        <translation>滚轮缩放，拖动平移；按键：加号、减号、方向键、Home</translation>
    </message>
</context>
<context>
    <name>TakeSound</name>
    <message>
        <source>Waveform and mel spectrogram</source>
        <translation>波形和梅尔频谱</translation>
    </message>
    <message>
        <source>The wheel zooms, dragging scrolls; keys: plus, minus, arrows, Home</source>
        <translation>滚轮缩放，拖动滚动；按键：加号、减号、方向键、Home</translation>
    </message>
</context>
<context>
    <name>TakeWords</name>
    <message>
        <source>Good</source>
        <translation>良好</translation>
    </message>
    <message>
        <source>Doubtful</source>
        <translation>存疑</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>不合格</translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation>未采用</translation>
    </message>
    <message>
        <source>Not checked</source>
        <translation>未检查</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>All takes ({0})</source>
        <translation>全部录音（{0}）</translation>
    </message>
    <message>
        <source>Doubtful ({0})</source>
        <translation>存疑（{0}）</translation>
    </message>
    <message>
        <source>Refused ({0})</source>
        <translation>不合格（{0}）</translation>
    </message>
    <message>
        <source>Not used ({0})</source>
        <translation>未采用（{0}）</translation>
    </message>
    <message>
        <source>Not checked ({0})</source>
        <translation>未检查（{0}）</translation>
    </message>
    <message>
        <source>Text heard, not given ({0})</source>
        <translation>文字系听写而非给定（{0}）</translation>
    </message>
    <message>
        <source>Starred ({0})</source>
        <translation>加星（{0}）</translation>
    </message>
    <message>
        <source>Cleaned up ({0})</source>
        <translation>已修整（{0}）</translation>
    </message>
    <message>
        <source>Text heard, not given: mend it, or accept it if it is right.</source>
        <translation>文字是听写出来的，并非给定：请改正；若无误请接受。</translation>
    </message>
</context>
<context>
    <name>TakesModel</name>
    <message>
        <source>Text</source>
        <translation>文字</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Used for training</source>
        <translation>用于训练</translation>
    </message>
    <message>
        <source>Starred</source>
        <translation>已加星标</translation>
    </message>
    <message>
        <source>used</source>
        <translation>已采用</translation>
    </message>
    <message>
        <source>not used</source>
        <translation>未采用</translation>
    </message>
    <message>
        <source>starred</source>
        <translation>已加星标</translation>
    </message>
</context>
<context>
    <name>TakesView</name>
    <message>
        <source>Delete {0}?</source>
        <translation>删除{0}？</translation>
    </message>
    <message>
        <source>this take</source>
        <translation>这条录音</translation>
    </message>
    <message>
        <source>“{0}” ({1}). This cannot be undone; to only leave it out of training, take away its check mark.</source>
        <translation>“{0}”（{1}）。此操作无法撤销；如果只是不想用于训练，取消勾选即可。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Takes</source>
        <translation>录音</translation>
    </message>
    <message>
        <source>Space plays, Enter accepts and goes on, N and B go on and back, F2 edits, X uses or sets aside, S stars, C cleans up, K checks, Delete deletes</source>
        <translation>空格播放，回车接受并继续，N 与 B 前后移动，F2 编辑，X 采用或不采用，S 加星，C 修整，K 检查，Delete 删除</translation>
    </message>
</context>
<context>
    <name>Texts</name>
    <message>
        <source>English (US)</source>
        <translation>英语（美国）</translation>
    </message>
    <message>
        <source>English (UK)</source>
        <translation>英语（英国）</translation>
    </message>
    <message>
        <source>stock voice</source>
        <translation>内置声音</translation>
    </message>
    <message>
        <source>sample voice</source>
        <translation>示例声音</translation>
    </message>
    <message>
        <source>own voice</source>
        <translation>自己的声音</translation>
    </message>
    <message>
        <source>imported voice</source>
        <translation>导入的声音</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>已中断</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>已保留</translation>
    </message>
    <message>
        <source>not kept</source>
        <translation>未保留</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Preparing the takes</source>
        <translation>准备录音</translation>
    </message>
    <message>
        <source>Aligning phonemes</source>
        <translation>对齐音素</translation>
    </message>
    <message>
        <source>Fine-tuning</source>
        <translation>微调</translation>
    </message>
    <message>
        <source>Judging the result</source>
        <translation>评估结果</translation>
    </message>
    <message>
        <source>Loading the voice</source>
        <translation>正在载入声音</translation>
    </message>
    <message>
        <source>Speaking</source>
        <translation>正在朗读</translation>
    </message>
    <message>
        <source>Listening back</source>
        <translation>回听检查</translation>
    </message>
    <message>
        <source>Importing</source>
        <translation>正在导入</translation>
    </message>
    <message>
        <source>Reading the files</source>
        <translation>读取文件</translation>
    </message>
    <message>
        <source>Trying recipes</source>
        <translation>正在尝试不同的训练参数</translation>
    </message>
    <message>
        <source>Quick</source>
        <translation>快速</translation>
    </message>
    <message>
        <source>Studio</source>
        <translation>精细</translation>
    </message>
    <message>
        <source>Try for longer</source>
        <translation>多试一会儿</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>Graphics card</source>
        <translation>显卡</translation>
    </message>
    <message>
        <source>Apple graphics (Metal)</source>
        <translation>Apple 图形处理器（Metal）</translation>
    </message>
    <message>
        <source>base models</source>
        <translation>基础模型</translation>
    </message>
    <message>
        <source>fine-tuned weights</source>
        <translation>微调后的权重</translation>
    </message>
    <message>
        <source>Rendering</source>
        <translation>正在合成</translation>
    </message>
    <message>
        <source>Cutting at the pauses</source>
        <translation>正在停顿处切分</translation>
    </message>
    <message>
        <source>Writing down what is said</source>
        <translation>正在转写</translation>
    </message>
    <message>
        <source>Measuring the takes</source>
        <translation>正在测量录音</translation>
    </message>
    <message>
        <source>Writing the files</source>
        <translation>正在写文件</translation>
    </message>
    <message>
        <source>Checking the takes</source>
        <translation>正在检查录音</translation>
    </message>
    <message>
        <source>female</source>
        <translation>女声</translation>
    </message>
    <message>
        <source>male</source>
        <translation>男声</translation>
    </message>
    <message>
        <source>{0} s</source>
        <translation>{0} 秒</translation>
    </message>
    <message>
        <source>{0} min {1} s</source>
        <translation>{0} 分 {1} 秒</translation>
    </message>
    <message>
        <source>{0} h {1} min</source>
        <translation>{0} 小时 {1} 分</translation>
    </message>
    <message>
        <source>less than a minute left</source>
        <translation>不到一分钟</translation>
    </message>
    <message>
        <source>about {0} left</source>
        <translation>大约还需 {0}</translation>
    </message>
    <message>
        <source>{0} %</source>
        <translation>{0}%</translation>
    </message>
</context>
<context>
    <name>TrainPage</name>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>The losses are drawn here while a voice is being trained.</source>
        <translation>训练时，损失曲线会画在这里。</translation>
    </message>
    <message>
        <source>Losses over time</source>
        <translation>损失随时间的变化</translation>
    </message>
    <message>
        <source>L = L_G + L_I: how far speaking and hearing are from the takes. Validation is measured on takes that training never sees.</source>
        <translation>L = L_G + L_I：朗读和听辨与录音的差距。验证（validation）在训练中从未使用的录音上测得。</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Report card</source>
        <translation>成绩单</translation>
    </message>
    <message>
        <source>Ladder</source>
        <translation>阶梯</translation>
    </message>
    <message>
        <source>Earlier runs</source>
        <translation>历次训练</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <source>Training {0}</source>
        <translation>正在训练 {0}</translation>
    </message>
    <message>
        <source>The voice is {0} now: train it again to hear what that brings.</source>
        <translation>声音现在是{0}：重新训练就能听到效果。</translation>
    </message>
    <message>
        <source>{0}: paused</source>
        <translation>{0}：已暂停</translation>
    </message>
    <message>
        <source>Training stopped. It can go on from its last checkpoint.</source>
        <translation>训练已停止，可以从最近的检查点继续。</translation>
    </message>
    <message>
        <source>Training stopped before its first checkpoint; start it anew.</source>
        <translation>训练在第一个检查点之前停止，请重新开始。</translation>
    </message>
    <message>
        <source>Choose one of your voices first.</source>
        <translation>请先选择您的一个声音。</translation>
    </message>
    <message>
        <source>trained</source>
        <translation>已训练</translation>
    </message>
    <message>
        <source>not trained yet</source>
        <translation>尚未训练</translation>
    </message>
    <message>
        <source>Not needed: this voice was made and is nobody&apos;s.</source>
        <translation>无需同意：此声音是合成的，不属于任何人。</translation>
    </message>
    <message>
        <source>Given by {0}, {1}.</source>
        <translation>由 {0} 于 {1} 同意。</translation>
    </message>
    <message>
        <source>Read aloud and recorded.</source>
        <translation>已朗读并录音。</translation>
    </message>
    <message>
        <source>Signed, not recorded.</source>
        <translation>已签署，未录音。</translation>
    </message>
    <message>
        <source>Choose a voice on the Voices page first.</source>
        <translation>请先在“声音”页面选择一个声音。</translation>
    </message>
    <message>
        <source>Reading the recordings…</source>
        <translation>正在读取录音…</translation>
    </message>
    <message>
        <source>Too little speech: record or import at least 20 seconds, best 5 minutes.</source>
        <translation>语音太少：请至少录制或导入 20 秒，最好 5 分钟。</translation>
    </message>
    <message>
        <source>Training is locked until there is consent.</source>
        <translation>获得同意之前，训练处于锁定状态。</translation>
    </message>
    <message>
        <source>“{0}” is being trained; one at a time.</source>
        <translation>正在训练“{0}”；一次只能训练一个。</translation>
    </message>
</context>
<context>
    <name>TrainSettings</name>
    <message>
        <source>How long</source>
        <translation>训练时长</translation>
    </message>
    <message>
        <source>A good likeness soon: about {0} min on a processor, {1} on a card.</source>
        <translation>很快就相当像：处理器约 {0} 分钟，显卡约 {1} 分钟。</translation>
    </message>
    <message>
        <source>The best likeness: about {0} min on a processor, {1} on a card.</source>
        <translation>最像：处理器约 {0} 分钟，显卡约 {1} 分钟。</translation>
    </message>
    <message>
        <source>Tries other learning rates and batches on your takes and keeps what measurably helps. You can use the computer meanwhile, and stop and go on at any time.</source>
        <translation>用您的录音尝试其他学习率和批量大小，只保留确有改进的设置。期间您可以照常使用电脑，也可以随时停止、以后继续。</translation>
    </message>
    <message>
        <source> min</source>
        <translation> 分钟</translation>
    </message>
    <message>
        <source>Minutes to try for</source>
        <translation>尝试的分钟数</translation>
    </message>
    <message>
        <source>How long to try, in all</source>
        <translation>总共尝试多久</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>训练设备</translation>
    </message>
    <message>
        <source>{0}-core processor</source>
        <translation>{0} 核处理器</translation>
    </message>
    <message>
        <source>Device to train on</source>
        <translation>用于训练的设备</translation>
    </message>
    <message>
        <source>Consent</source>
        <translation>同意</translation>
    </message>
    <message>
        <source>Show consent…</source>
        <translation>查看同意…</translation>
    </message>
    <message>
        <source>Who gave the consent, when, for what; take it back</source>
        <translation>谁在何时为何给予同意；撤回同意</translation>
    </message>
    <message>
        <source>Give consent…</source>
        <translation>给予同意…</translation>
    </message>
    <message>
        <source>Give consent</source>
        <translation>给予同意</translation>
    </message>
    <message>
        <source>No graphics card was found, so training runs on the processor.</source>
        <translation>没有找到显卡，因此在处理器上训练。</translation>
    </message>
    <message>
        <source>Start training</source>
        <translation>开始训练</translation>
    </message>
    <message>
        <source>Start training (Ctrl+Enter)</source>
        <translation>开始训练（Ctrl+Enter）</translation>
    </message>
    <message>
        <source>Resume interrupted run</source>
        <translation>继续被中断的训练</translation>
    </message>
    <message>
        <source>Go on with the interrupted run from its last checkpoint</source>
        <translation>从最近的检查点继续被中断的训练</translation>
    </message>
    <message>
        <source>Training then uses {0} of {1} cores, and the computer stays quick for you. In the same time it learns less, so the likeness may be lower.</source>
        <translation>训练将使用 {1} 个核心中的 {0} 个，电脑保持流畅。同样时间内学得少一些，相似度可能较低。</translation>
    </message>
    <message>
        <source>Leave me some cores</source>
        <translation>给我留几个核心</translation>
    </message>
    <message>
        <source>Looking for a graphics card…</source>
        <translation>正在查找显卡…</translation>
    </message>
    <message>
        <source>{0} can be chosen. That is experimental: nobody has tried it yet, so “Automatic” trains on the processor.</source>
        <translation>可以选择 {0}。这是实验性的：还没有人试过，所以“自动”会在处理器上训练。</translation>
    </message>
    <message>
        <source>{0} can be used.</source>
        <translation>可以使用 {0}。</translation>
    </message>
</context>
<context>
    <name>TrialsTable</name>
    <message>
        <source>Trying recipes: {0} of {1}</source>
        <translation>正在尝试参数：第 {0} 次，共 {1} 次</translation>
    </message>
    <message>
        <source>best so far {0}, the usual recipe {1}</source>
        <translation>目前最好 {0}，默认参数 {1}</translation>
    </message>
    <message>
        <source>What was tried</source>
        <translation>尝试过的参数</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>参数组</translation>
    </message>
    <message>
        <source>What it changes</source>
        <translation>改动</translation>
    </message>
    <message>
        <source>Tuned for</source>
        <translation>训练时长</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>得分</translation>
    </message>
    <message>
        <source>Score: likeness, less what is lost in words and naturalness. Those tuned for longest were compared again on takes that had chosen nothing.</source>
        <translation>得分：相似度减去清晰度和自然度的损失。训练最久的几组又在未参与挑选的录音上重新比较。</translation>
    </message>
    <message>
        <source>usual</source>
        <translation>默认</translation>
    </message>
    <message>
        <source>{0} other recipes were tried in {1}. None was better than the usual one by more than chance, so the usual one was used.</source>
        <translation>在 {1} 内另外尝试了 {0} 组参数。没有一组明显好于默认参数（超出偶然误差），因此使用了默认参数。</translation>
    </message>
    <message>
        <source>Recipe {0} won: {1} better than the usual one, where chance makes up to {2} ({3} others tried in {4}).</source>
        <translation>参数组 {0} 胜出：比默认参数高 {1}，而偶然误差最多 {2}（在 {4} 内另外尝试了 {3} 组）。</translation>
    </message>
    <message>
        <source>{0} {1} instead of {2}</source>
        <translation>{0}由 {2} 改为 {1}</translation>
    </message>
    <message>
        <source>learning rate of the mel stage</source>
        <translation>梅尔阶段的学习率</translation>
    </message>
    <message>
        <source>learning rate of the timbre</source>
        <translation>音色的学习率</translation>
    </message>
    <message>
        <source>learning rate of the vocoder</source>
        <translation>声码器的学习率</translation>
    </message>
    <message>
        <source>learning rate of the vocoder&apos;s judges</source>
        <translation>声码器判别器的学习率</translation>
    </message>
    <message>
        <source>steps over which the rates rise</source>
        <translation>学习率上升的步数</translation>
    </message>
    <message>
        <source>learning rate of the prosody</source>
        <translation>韵律的学习率</translation>
    </message>
    <message>
        <source>learning rate of the manner</source>
        <translation>语气的学习率</translation>
    </message>
    <message>
        <source>pieces a step of the mel stage</source>
        <translation>梅尔阶段每步的片段数</translation>
    </message>
    <message>
        <source>frames a piece</source>
        <translation>每个片段的帧数</translation>
    </message>
    <message>
        <source>pieces a step of the vocoder</source>
        <translation>声码器每步的片段数</translation>
    </message>
    <message>
        <source>share of replayed speech</source>
        <translation>重放语音的比例</translation>
    </message>
    <message>
        <source>weight decay</source>
        <translation>权重衰减</translation>
    </message>
    <message>
        <source>steps that are averaged</source>
        <translation>取平均的步数</translation>
    </message>
    <message>
        <source>weight of what is heard</source>
        <translation>听辨损失的权重</translation>
    </message>
    <message>
        <source>spread of the level in dB</source>
        <translation>音量变化幅度（dB）</translation>
    </message>
    <message>
        <source>share of stretched pieces</source>
        <translation>拉伸片段的比例</translation>
    </message>
    <message>
        <source>dropout of the prosody</source>
        <translation>韵律的随机失活率</translation>
    </message>
    <message>
        <source>trust in clear takes</source>
        <translation>对清晰录音的偏重</translation>
    </message>
    <message>
        <source>There was not enough memory for it.</source>
        <translation>内存不足，无法尝试。</translation>
    </message>
    <message>
        <source>It broke down: nothing could be measured on what it became.</source>
        <translation>训练失败：结果无法测量。</translation>
    </message>
</context>
<context>
    <name>UndoButtons</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Take back what was changed last: a line, a take, the cast ({0})</source>
        <translation>撤销最近一次更改：台词、版本或选角（{0}）</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Change once more what was taken back ({0})</source>
        <translation>重新执行已撤销的更改（{0}）</translation>
    </message>
</context>
<context>
    <name>Uses</name>
    <message>
        <source>my own private use</source>
        <translation>我个人的私人用途</translation>
    </message>
    <message>
        <source>speaking for me when I cannot speak</source>
        <translation>在我无法说话时替我说话</translation>
    </message>
    <message>
        <source>stories, films and games</source>
        <translation>故事、电影和游戏</translation>
    </message>
    <message>
        <source>teaching and explaining</source>
        <translation>教学和讲解</translation>
    </message>
    <message>
        <source>announcements and messages</source>
        <translation>广播通知和留言</translation>
    </message>
    <message>
        <source>research</source>
        <translation>研究</translation>
    </message>
</context>
<context>
    <name>Verdict</name>
    <message>
        <source>Not checked</source>
        <translation>未检查</translation>
    </message>
    <message>
        <source>Not what the text says</source>
        <translation>与文本不符</translation>
    </message>
    <message>
        <source>Good</source>
        <translation>良好</translation>
    </message>
    <message>
        <source>Usable, but not perfect</source>
        <translation>可用，但不完美</translation>
    </message>
    <message>
        <source>Read it again</source>
        <translation>请重读</translation>
    </message>
    <message>
        <source>This is not the text: see which sentence is shown.</source>
        <translation>读的不是这段文字：请看显示的是哪一句。</translation>
    </message>
    <message>
        <source>Missing: {0}.</source>
        <translation>漏读：{0}。</translation>
    </message>
    <message>
        <source>“{0}” sounded like “{1}”.</source>
        <translation>“{0}”听起来像“{1}”。</translation>
    </message>
    <message>
        <source>“{0}” was not heard so.</source>
        <translation>“{0}”没有听清。</translation>
    </message>
    <message>
        <source>Added: {0}.</source>
        <translation>多读：{0}。</translation>
    </message>
</context>
<context>
    <name>VerdictPanel</name>
    <message>
        <source>Write what I said…</source>
        <translation>把文本改成我说的…</translation>
    </message>
    <message>
        <source>Write what I said</source>
        <translation>把文字改成我说的</translation>
    </message>
    <message>
        <source>Keep this take and change its text to what was said</source>
        <translation>保留这条录音，并把文本改成所说的内容</translation>
    </message>
    <message>
        <source>Trim silences</source>
        <translation>剪去静音</translation>
    </message>
    <message>
        <source>Use this take without its long silences; the recording itself stays whole</source>
        <translation>采用时去掉过长的静音；录音本身保持完整</translation>
    </message>
</context>
<context>
    <name>VoiceFiles</name>
    <message>
        <source>Writing {0}</source>
        <translation>正在写入 {0}</translation>
    </message>
    <message>
        <source>Stopped; no file was written.</source>
        <translation>已停止；没有写入文件。</translation>
    </message>
    <message>
        <source>Importing {0}</source>
        <translation>正在导入 {0}</translation>
    </message>
    <message>
        <source>Stopped; the voice was not imported.</source>
        <translation>已停止；声音未导入。</translation>
    </message>
    <message>
        <source>Wait until what is running has ended, or cancel it.</source>
        <translation>请等待正在运行的任务结束，或取消它。</translation>
    </message>
    <message>
        <source>“{0}” is in {1} ({2} MB): its weights, lexicon and report, the consent and what it is given for; no recordings.</source>
        <translation>“{0}”已写入 {1}（{2} MB）：包括权重、词典、报告、同意书及其用途；不含任何录音。</translation>
    </message>
    <message>
        <source>“{0}” is imported and speaks.</source>
        <translation>“{0}”已导入，可以说话了。</translation>
    </message>
</context>
<context>
    <name>VoiceList</name>
    <message>
        <source>Your voices</source>
        <translation>您的声音</translation>
    </message>
    <message>
        <source>Stock voices</source>
        <translation>内置声音</translation>
    </message>
    <message>
        <source>no takes yet</source>
        <translation>还没有录音</translation>
    </message>
    <message>
        <source>trained</source>
        <translation>已训练</translation>
    </message>
    <message>
        <source>not trained</source>
        <translation>未训练</translation>
    </message>
</context>
<context>
    <name>WeakSounds</name>
    <message>
        <source>Why it sounds as it does</source>
        <translation>为什么听起来是这样</translation>
    </message>
    <message>
        <source>These sentences are full of what is weak:</source>
        <translation>这些句子里薄弱音很多：</translation>
    </message>
    <message>
        <source>Record these five</source>
        <translation>录制这五句</translation>
    </message>
    <message>
        <source>Record these</source>
        <translation>录制这些句子</translation>
    </message>
    <message>
        <source>Go to the Record page with these sentences first</source>
        <translation>前往录制页，先读这些句子</translation>
    </message>
    <message>
        <source>No sound stands out: each was recorded often enough, and is heard about as well as in the real takes.</source>
        <translation>没有哪个音特别薄弱：每个音都录得够多，听起来也与真实录音差不多一样清楚。</translation>
    </message>
    <message>
        <source>{0} as in “{1}”: too few in the recordings ({2})</source>
        <translation>{0}（如“{1}”）：录音中太少（{2} 次）</translation>
    </message>
    <message>
        <source>{0} as in “{1}”: heard wrongly {2} of {3} times, mostly as {4}</source>
        <translation>{0}（如“{1}”）：{3} 次中有 {2} 次听错，多听成 {4}</translation>
    </message>
    <message>
        <source>{0} as in “{1}”: heard wrongly {2} of {3} times</source>
        <translation>{0}（如“{1}”）：{3} 次中有 {2} 次听错</translation>
    </message>
</context>
</TS>
