<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ru_RU" sourcelanguage="en_US">
<context>
    <name>AgentCreation</name>
    <message>
        <source>No agent can be made: Letta is not set up</source>
        <translation>Создать агента нельзя: Letta не настроена</translation>
    </message>
    <message>
        <source>Set LETTA_BASE_URL and LETTA_API_KEY, or map an agent that exists already.</source>
        <translation>Задайте LETTA_BASE_URL и LETTA_API_KEY или привяжите уже существующего агента.</translation>
    </message>
</context>
<context>
    <name>ControlServer</name>
    <message>
        <source>The control socket cannot be opened</source>
        <translation>Не удаётся открыть управляющий сокет</translation>
    </message>
    <message>
        <source>Choose a data folder with a shorter path on a local disk (--data).</source>
        <translation>Выберите папку данных с более коротким путём на локальном диске (--data).</translation>
    </message>
    <message>
        <source>The arguments are not understood.</source>
        <translation>Аргументы непонятны.</translation>
    </message>
    <message>
        <source>Keyswitch is shutting down.</source>
        <translation>Keyswitch завершает работу.</translation>
    </message>
    <message>
        <source>The request to Keyswitch failed</source>
        <translation>Запрос к Keyswitch не удался</translation>
    </message>
    <message>
        <source>This Keyswitch does not know “%1”: it is older.</source>
        <translation>Этот Keyswitch не знает «%1»: он старее.</translation>
    </message>
</context>
<context>
    <name>Csv</name>
    <message>
        <source>The file is not CSV that can be read</source>
        <translation>Файл не читается как CSV</translation>
    </message>
    <message>
        <source>Line %1: %2</source>
        <translation>Строка %1: %2</translation>
    </message>
    <message>
        <source>Save it as CSV with commas and in UTF-8, then try again. Nothing was changed.</source>
        <translation>Сохраните его как CSV с запятыми в UTF-8 и попробуйте ещё раз. Ничего не изменено.</translation>
    </message>
    <message>
        <source>it has more than %1 cells</source>
        <translation>в ней больше %1 ячеек</translation>
    </message>
    <message>
        <source>a quote stands within a cell that does not begin with one</source>
        <translation>кавычка внутри ячейки, которая не начинается с кавычки</translation>
    </message>
    <message>
        <source>a line break stands within a cell that is not quoted</source>
        <translation>перевод строки внутри ячейки без кавычек</translation>
    </message>
    <message>
        <source>it has a zero byte</source>
        <translation>в ней нулевой байт</translation>
    </message>
    <message>
        <source>a cell begins with a quote and does not end</source>
        <translation>ячейка начинается с кавычки и не заканчивается</translation>
    </message>
    <message>
        <source>text follows a closing quote</source>
        <translation>после закрывающей кавычки идёт текст</translation>
    </message>
</context>
<context>
    <name>DirectoryFile</name>
    <message>
        <source>The file has a column that is not known</source>
        <translation>В файле есть неизвестный столбец</translation>
    </message>
    <message>
        <source>Line %1: “%2”</source>
        <translation>Строка %1: «%2»</translation>
    </message>
    <message>
        <source>The first line names the columns: %1.</source>
        <translation>Первая строка называет столбцы: %1.</translation>
    </message>
    <message>
        <source>The file has a column twice</source>
        <translation>Столбец в файле назван дважды</translation>
    </message>
    <message>
        <source>Leave one out.</source>
        <translation>Уберите один из них.</translation>
    </message>
    <message>
        <source>A column is missing</source>
        <translation>Не хватает столбца</translation>
    </message>
    <message>
        <source>The line does not have as many cells as there are columns</source>
        <translation>Число ячеек в строке не равно числу столбцов</translation>
    </message>
    <message>
        <source>%1 instead of %2</source>
        <translation>%1 вместо %2</translation>
    </message>
    <message>
        <source>Text with a comma or a quote in it has to be quoted.</source>
        <translation>Текст с запятой или кавычкой нужно заключить в кавычки.</translation>
    </message>
    <message>
        <source>The text is not UTF-8</source>
        <translation>Текст не в UTF-8</translation>
    </message>
    <message>
        <source>Save the file as CSV in UTF-8.</source>
        <translation>Сохраните файл как CSV в UTF-8.</translation>
    </message>
    <message>
        <source>“enabled” is neither true nor false</source>
        <translation>«enabled» — не true и не false</translation>
    </message>
    <message>
        <source>Write true, false, or nothing.</source>
        <translation>Напишите true, false или ничего.</translation>
    </message>
    <message>
        <source>The file holds LiteLLM keys that anybody can read who gets it: delete it now (shred -u).</source>
        <translation>В файле ключи LiteLLM открытым текстом: удалите его сейчас (shred -u).</translation>
    </message>
    <message>
        <source>Other users of this machine could read it, and the keys in it: consider new ones.</source>
        <translation>Файл и ключи в нём могли прочесть другие пользователи этой машины: подумайте о новых ключах.</translation>
    </message>
    <message>
        <source>The file cannot be read</source>
        <translation>Файл не читается</translation>
    </message>
    <message>
        <source>Check its name, and that the account that runs Keyswitch may read it.</source>
        <translation>Проверьте имя и право учётной записи Keyswitch читать его.</translation>
    </message>
    <message>
        <source>The file is too large</source>
        <translation>Файл слишком большой</translation>
    </message>
    <message>
        <source>Split it: at most %1 MiB are read at once.</source>
        <translation>Разделите его: за раз читается не больше %1 МиБ.</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>Попробуйте ещё раз.</translation>
    </message>
    <message>
        <source>The file is empty</source>
        <translation>Файл пуст</translation>
    </message>
    <message>
        <source>Choose another one.</source>
        <translation>Выберите другой.</translation>
    </message>
</context>
<context>
    <name>EnvFile</name>
    <message>
        <source>a name is expected at the beginning of the line</source>
        <translation>в начале строки ожидается имя</translation>
    </message>
    <message>
        <source>“=” is expected after the name</source>
        <translation>после имени ожидается «=»</translation>
    </message>
    <message>
        <source>the quotation mark is never closed</source>
        <translation>кавычка не закрыта</translation>
    </message>
    <message>
        <source>there is text after the closing quotation mark</source>
        <translation>после закрывающей кавычки есть текст</translation>
    </message>
    <message>
        <source>The settings file cannot be read</source>
        <translation>Не удаётся прочитать файл настроек</translation>
    </message>
    <message>
        <source>Correct the file, or start without it.</source>
        <translation>Исправьте файл или запустите без него.</translation>
    </message>
    <message>
        <source>it is not a text file in UTF-8</source>
        <translation>это не текстовый файл в UTF-8</translation>
    </message>
    <message>
        <source>line %1: %2</source>
        <translation>строка %1: %2</translation>
    </message>
    <message>
        <source>it is larger than 1 MiB</source>
        <translation>он больше 1 МиБ</translation>
    </message>
</context>
<context>
    <name>Fetch</name>
    <message>
        <source>No answer came</source>
        <translation>Ответа не было</translation>
    </message>
    <message>
        <source>The proxy stopped before it answered.</source>
        <translation>Прокси остановился раньше, чем ответил.</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>Попробуйте ещё раз.</translation>
    </message>
</context>
<context>
    <name>Gateway</name>
    <message>
        <source>The proxy cannot listen on %1</source>
        <translation>Прокси не может слушать %1</translation>
    </message>
    <message>
        <source>Another program has this port.</source>
        <translation>Порт занят другой программой.</translation>
    </message>
    <message>
        <source>End that program, or choose another port (--listen ADDRESS:PORT; port 0 takes a free one).</source>
        <translation>Завершите ту программу или выберите другой порт (--listen АДРЕС:ПОРТ; порт 0 — любой свободный).</translation>
    </message>
    <message>
        <source>The system does not allow it.</source>
        <translation>Система этого не позволяет.</translation>
    </message>
    <message>
        <source>Ports below 1024 need rights of their own: take a higher one.</source>
        <translation>Для портов ниже 1024 нужны особые права: возьмите больший.</translation>
    </message>
    <message>
        <source>This machine has no such address.</source>
        <translation>У этой машины нет такого адреса.</translation>
    </message>
    <message>
        <source>Listen on 127.0.0.1, or on an address of this machine.</source>
        <translation>Слушайте 127.0.0.1 или адрес этой машины.</translation>
    </message>
    <message>
        <source>The proxy cannot start</source>
        <translation>Прокси не запускается</translation>
    </message>
    <message>
        <source>A worker could not take over the listening socket.</source>
        <translation>Рабочий поток не смог принять слушающий сокет.</translation>
    </message>
</context>
<context>
    <name>JsonCall</name>
    <message>
        <source>It answered with a web page instead of JSON.</source>
        <translation>Вместо JSON пришла веб-страница.</translation>
    </message>
    <message>
        <source>It answered with something that is not JSON.</source>
        <translation>Пришёл ответ, который не является JSON.</translation>
    </message>
    <message>
        <source>%1 answers something unexpected</source>
        <translation>%1 отвечает что-то неожиданное</translation>
    </message>
    <message>
        <source>Check that the URL is %1&apos;s own: it may lead to another program, or to a login page.</source>
        <translation>Проверьте, что это адрес самого %1: он может вести к другой программе или на страницу входа.</translation>
    </message>
    <message>
        <source>Step “%1”: %2</source>
        <translation>Шаг «%1»: %2</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Отменено</translation>
    </message>
    <message>
        <source>It was cancelled while %1 was asked.</source>
        <translation>Отменено во время обращения к %1.</translation>
    </message>
    <message>
        <source>The answer is larger than 16 MiB.</source>
        <translation>Ответ больше 16 МиБ.</translation>
    </message>
    <message>
        <source>Check that the URL is %1&apos;s own.</source>
        <translation>Проверьте, что это адрес самого %1.</translation>
    </message>
    <message>
        <source>%1 does not answer in time</source>
        <translation>%1 не отвечает вовремя</translation>
    </message>
    <message>
        <source>No whole answer came within %1 seconds.</source>
        <translation>Полный ответ не пришёл за %1 с.</translation>
    </message>
    <message>
        <source>See whether it is busy or hangs, and try again.</source>
        <translation>Посмотрите, не занят ли он и не завис ли, и повторите.</translation>
    </message>
    <message>
        <source>The connection was refused: nothing listens there.</source>
        <translation>В соединении отказано: там никто не слушает.</translation>
    </message>
    <message>
        <source>The host&apos;s name is not known.</source>
        <translation>Имя узла неизвестно.</translation>
    </message>
    <message>
        <source>The connection was closed before the answer was whole.</source>
        <translation>Соединение закрыто раньше, чем пришёл весь ответ.</translation>
    </message>
    <message>
        <source>%1 cannot be reached</source>
        <translation>%1 недоступен</translation>
    </message>
    <message>
        <source>Check that %1 runs and that the URL is right.</source>
        <translation>Проверьте, что %1 запущен и адрес верен.</translation>
    </message>
    <message>
        <source>Status %1.</source>
        <translation>Статус %1.</translation>
    </message>
    <message>
        <source>Status %1: %2</source>
        <translation>Статус %1: %2</translation>
    </message>
    <message>
        <source>%1 does not accept the key</source>
        <translation>%1 не принимает ключ</translation>
    </message>
    <message>
        <source>Check the key that is set for %1.</source>
        <translation>Проверьте ключ, заданный для %1.</translation>
    </message>
    <message>
        <source>%1 does not know it</source>
        <translation>%1 этого не знает</translation>
    </message>
    <message>
        <source>Check the URL, and whether it was deleted meanwhile.</source>
        <translation>Проверьте адрес и не было ли это тем временем удалено.</translation>
    </message>
    <message>
        <source>%1 has it already</source>
        <translation>В %1 это уже есть</translation>
    </message>
    <message>
        <source>Use the one that is there, or another name.</source>
        <translation>Используйте то, что есть, или другое имя.</translation>
    </message>
    <message>
        <source>Status %1: it points to another address, which is not followed, since the key would go along.</source>
        <translation>Статус %1: перенаправляет на другой адрес; переход не выполнен, иначе ключ ушёл бы туда.</translation>
    </message>
    <message>
        <source>Set the URL it points to, if that is %1.</source>
        <translation>Укажите тот адрес, если это %1.</translation>
    </message>
    <message>
        <source>%1 answers with an error</source>
        <translation>%1 отвечает ошибкой</translation>
    </message>
    <message>
        <source>See the log of %1.</source>
        <translation>Посмотрите журнал %1.</translation>
    </message>
    <message>
        <source>a web page instead of JSON</source>
        <translation>веб-страница вместо JSON</translation>
    </message>
    <message>
        <source>Its version may not be one Keyswitch knows: see the doctor.</source>
        <translation>Возможно, его версия Keyswitch неизвестна: запустите диагностику.</translation>
    </message>
</context>
<context>
    <name>Letta</name>
    <message>
        <source>Cancelled</source>
        <translation>Отменено</translation>
    </message>
    <message>
        <source>The agent was not created.</source>
        <translation>Агент не создан.</translation>
    </message>
    <message>
        <source>Should Letta have made the agent all the same, it carries the tag %1: delete it there.</source>
        <translation>Если Letta всё же создала агента, на нём метка %1: удалите его там.</translation>
    </message>
    <message>
        <source>point the agent at Keyswitch</source>
        <translation>направить агента на Keyswitch</translation>
    </message>
    <message>
        <source>it took the change and did not make it: the agent would bypass Keyswitch</source>
        <translation>изменение принято, но не сделано: агент обходил бы Keyswitch</translation>
    </message>
    <message>
        <source>The agent was removed from Letta again.</source>
        <translation>Агент снова удалён из Letta.</translation>
    </message>
    <message>
        <source>The agent %1 was made in Letta and could not be removed again (%2): it is an orphan there.</source>
        <translation>Агент %1 создан в Letta, и удалить его не удалось (%2): он остался там без хозяина.</translation>
    </message>
    <message>
        <source>Remove the orphan in Letta, or with: curl -X DELETE -H &quot;Authorization: Bearer $LETTA_API_KEY&quot; %1</source>
        <translation>Удалите его в Letta или так: curl -X DELETE -H &quot;Authorization: Bearer $LETTA_API_KEY&quot; %1</translation>
    </message>
    <message>
        <source>list the agents</source>
        <translation>получить список агентов</translation>
    </message>
    <message>
        <source>the answer is not a list</source>
        <translation>ответ — не список</translation>
    </message>
    <message>
        <source>the answer is not an agent</source>
        <translation>ответ — не агент</translation>
    </message>
    <message>
        <source>ask for its version</source>
        <translation>узнать версию</translation>
    </message>
    <message>
        <source>the answer has no version</source>
        <translation>в ответе нет версии</translation>
    </message>
    <message>
        <source>create the agent</source>
        <translation>создать агента</translation>
    </message>
    <message>
        <source>fetch the agent</source>
        <translation>получить агента</translation>
    </message>
    <message>
        <source>look for the agent</source>
        <translation>найти агента</translation>
    </message>
    <message>
        <source>delete the agent</source>
        <translation>удалить агента</translation>
    </message>
</context>
<context>
    <name>LiteLlm</name>
    <message>
        <source>the answer has no list “data”</source>
        <translation>в ответе нет списка «data»</translation>
    </message>
    <message>
        <source>LiteLLM&apos;s master key is not set</source>
        <translation>Главный ключ LiteLLM не задан</translation>
    </message>
    <message>
        <source>Users, keys and prices can only be managed with it.</source>
        <translation>Управлять пользователями, ключами и ценами можно только с ним.</translation>
    </message>
    <message>
        <source>Set LITELLM_MASTER_KEY (setting upstream.master_key).</source>
        <translation>Задайте LITELLM_MASTER_KEY (настройка upstream.master_key).</translation>
    </message>
    <message>
        <source>see whether it runs</source>
        <translation>проверить, работает ли он</translation>
    </message>
    <message>
        <source>ask for its version</source>
        <translation>узнать версию</translation>
    </message>
    <message>
        <source>the answer is not an object</source>
        <translation>ответ — не объект</translation>
    </message>
    <message>
        <source>list the models of the key</source>
        <translation>получить модели ключа</translation>
    </message>
    <message>
        <source>ask for models and prices</source>
        <translation>узнать модели и цены</translation>
    </message>
    <message>
        <source>make the user</source>
        <translation>создать пользователя</translation>
    </message>
    <message>
        <source>make the key</source>
        <translation>создать ключ</translation>
    </message>
    <message>
        <source>the answer has no key</source>
        <translation>в ответе нет ключа</translation>
    </message>
</context>
<context>
    <name>LocalGatewayService</name>
    <message>
        <source>Keyswitch is shutting down</source>
        <translation>Keyswitch завершает работу</translation>
    </message>
</context>
<context>
    <name>PageSet</name>
    <message>
        <source>Watch</source>
        <translation>Наблюдение</translation>
    </message>
    <message>
        <source>Manage</source>
        <translation>Управление</translation>
    </message>
    <message>
        <source>Try</source>
        <translation>Проверка</translation>
    </message>
</context>
<context>
    <name>RemoteGatewayService</name>
    <message>
        <source>The connection to the running Keyswitch is lost</source>
        <translation>Связь с работающим Keyswitch потеряна</translation>
    </message>
    <message>
        <source>Start keyswitchd again, then try once more.</source>
        <translation>Запустите keyswitchd и повторите.</translation>
    </message>
    <message>
        <source>Its answer is not understood.</source>
        <translation>Его ответ непонятен.</translation>
    </message>
</context>
<context>
    <name>Restoration</name>
    <message>
        <source>Restore</source>
        <translation>Восстановление</translation>
    </message>
    <message>
        <source>%1: schema %2, users: %3, agents: %4, requests: %5</source>
        <translation>%1: схема %2, пользователей: %3, агентов: %4, запросов: %5</translation>
    </message>
    <message>
        <source>LiteLLM keys</source>
        <translation>Ключи LiteLLM</translation>
    </message>
    <message>
        <source>Keys that do not open: %1</source>
        <translation>Не открываются ключи: %1</translation>
    </message>
    <message>
        <source>Enter them anew: keyswitchd user set-key --email EMAIL</source>
        <translation>Введите их заново: keyswitchd user set-key --email EMAIL</translation>
    </message>
    <message>
        <source>The database from before</source>
        <translation>Прежняя база</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>it must be between %1 and %2</source>
        <translation>должно быть от %1 до %2</translation>
    </message>
    <message>
        <source>it is not a whole number</source>
        <translation>это не целое число</translation>
    </message>
    <message>
        <source>it is not a duration such as 500ms, 30s, 10m or 1h</source>
        <translation>это не длительность вида 500ms, 30s, 10m или 1h</translation>
    </message>
    <message>
        <source>it must be one of: %1</source>
        <translation>должно быть одним из: %1</translation>
    </message>
    <message>
        <source>it is a list of plain host names such as “keyswitch.example”, without http:// and without *</source>
        <translation>это список простых имён узлов, например «keyswitch.example», без http:// и без *</translation>
    </message>
    <message>
        <source>it is not an IP address such as 127.0.0.1 or ::1</source>
        <translation>это не IP-адрес вида 127.0.0.1 или ::1</translation>
    </message>
    <message>
        <source>a key consists of visible ASCII characters without blanks</source>
        <translation>ключ состоит из видимых символов ASCII без пробелов</translation>
    </message>
    <message>
        <source>it is not text in UTF-8</source>
        <translation>это не текст в UTF-8</translation>
    </message>
    <message>
        <source>it is longer than %1 characters</source>
        <translation>длиннее %1 символов</translation>
    </message>
    <message>
        <source>line breaks and control characters are refused</source>
        <translation>переводы строк и управляющие символы недопустимы</translation>
    </message>
    <message>
        <source>The setting %1 cannot be used</source>
        <translation>Настройку %1 нельзя использовать</translation>
    </message>
    <message>
        <source>%1 (from: %2)</source>
        <translation>%1 (откуда: %2)</translation>
    </message>
    <message>
        <source>Correct it there, or give another value with a stronger source (flags, then environment, then the .env file).</source>
        <translation>Исправьте её там или задайте другое значение в более сильном источнике (параметры запуска, затем окружение, затем файл .env).</translation>
    </message>
    <message>
        <source>flag</source>
        <translation>параметр запуска</translation>
    </message>
    <message>
        <source>there is no such setting</source>
        <translation>такой настройки нет</translation>
    </message>
    <message>
        <source>a key cannot be a flag, since every user of this machine can read command lines; set the environment variable %1 instead</source>
        <translation>ключ нельзя задать параметром запуска: командные строки видны всем пользователям этой машины; задайте переменную окружения %1</translation>
    </message>
    <message>
        <source>environment %1</source>
        <translation>окружение %1</translation>
    </message>
    <message>
        <source>database</source>
        <translation>база данных</translation>
    </message>
    <message>
        <source>default</source>
        <translation>по умолчанию</translation>
    </message>
    <message>
        <source>because %1 is set</source>
        <translation>потому что задано %1</translation>
    </message>
    <message>
        <source>LiteLLM is chosen, but upstream.base_url is not set</source>
        <translation>выбран LiteLLM, но upstream.base_url не задан</translation>
    </message>
    <message>
        <source>it must be less than limits.high_watermark</source>
        <translation>должно быть меньше limits.high_watermark</translation>
    </message>
    <message>
        <source>it must be less than limits.head_bytes</source>
        <translation>должно быть меньше limits.head_bytes</translation>
    </message>
    <message>
        <source>it is Keyswitch&apos;s own address: calls would go round in a circle</source>
        <translation>это адрес самого Keyswitch: вызовы ходили бы по кругу</translation>
    </message>
    <message>
        <source>Agents are told to call port %1, and Keyswitch listens on port %2: something has to forward between the two.</source>
        <translation>Агентам указан порт %1, а Keyswitch слушает порт %2: между ними нужна переадресация.</translation>
    </message>
    <message>
        <source>%1 in %2 (line %3) is not a setting and was ignored.</source>
        <translation>%1 в %2 (строка %3) — не настройка, пропущено.</translation>
    </message>
    <message>
        <source>Address Keyswitch listens on</source>
        <translation>Адрес, на котором слушает Keyswitch</translation>
    </message>
    <message>
        <source>Port Keyswitch listens on; 0: any free one</source>
        <translation>Порт, на котором слушает Keyswitch; 0: любой свободный</translation>
    </message>
    <message>
        <source>How agents reach Keyswitch; written into Letta</source>
        <translation>Как агенты достигают Keyswitch; записывается в Letta</translation>
    </message>
    <message>
        <source>Host names requests may carry, besides loopback and the listening address</source>
        <translation>Имена узлов, допустимые в запросах, кроме loopback и адреса прослушивания</translation>
    </message>
    <message>
        <source>Largest head of a request, in bytes</source>
        <translation>Наибольший заголовок запроса, байт</translation>
    </message>
    <message>
        <source>Longest path and query of a request, in bytes</source>
        <translation>Наибольший путь с параметрами, байт</translation>
    </message>
    <message>
        <source>Most header lines of a request</source>
        <translation>Наибольшее число строк заголовка</translation>
    </message>
    <message>
        <source>Largest body of a request, in bytes</source>
        <translation>Наибольшее тело запроса, байт</translation>
    </message>
    <message>
        <source>A body that comes slower than this many bytes a second is refused</source>
        <translation>Тело, поступающее медленнее (байт в секунду), отклоняется</translation>
    </message>
    <message>
        <source>Time a client has for the head of a request</source>
        <translation>Время клиенту на заголовок запроса</translation>
    </message>
    <message>
        <source>Time a client has for a body, besides what its size allows</source>
        <translation>Время клиенту на тело, сверх положенного по размеру</translation>
    </message>
    <message>
        <source>How long an unused connection is kept</source>
        <translation>Сколько держится неиспользуемое соединение</translation>
    </message>
    <message>
        <source>How long a client may take nothing of its answer</source>
        <translation>Сколько клиент может не забирать свой ответ</translation>
    </message>
    <message>
        <source>How long a refused client may still send, so that it can read the answer</source>
        <translation>Сколько отклонённый клиент ещё может передавать, чтобы успеть прочесть ответ</translation>
    </message>
    <message>
        <source>Most client connections at once</source>
        <translation>Наибольшее число соединений клиентов сразу</translation>
    </message>
    <message>
        <source>Bytes waiting for a slow client at which the upstream is paused</source>
        <translation>Сколько байт ждёт медленного клиента, когда сервер приостанавливается</translation>
    </message>
    <message>
        <source>Bytes waiting for a slow client at which the upstream goes on</source>
        <translation>Сколько байт ждёт медленного клиента, когда сервер продолжает</translation>
    </message>
    <message>
        <source>Where calls go: the built-in mock, or LiteLLM; unset: LiteLLM when its URL is set</source>
        <translation>Куда идут вызовы: встроенный сервер или LiteLLM; не задано: LiteLLM, если указан его адрес</translation>
    </message>
    <message>
        <source>What speaks HTTP to the upstream; “qt” is for trouble only: 6 connections, and a call may be sent twice</source>
        <translation>Что говорит с сервером по HTTP; «qt» — только на случай неполадок: 6 соединений, и вызов может уйти дважды</translation>
    </message>
    <message>
        <source>LiteLLM&apos;s URL; “/chat/completions” is appended as it stands</source>
        <translation>Адрес LiteLLM; «/chat/completions» добавляется как есть</translation>
    </message>
    <message>
        <source>LiteLLM&apos;s master key, for its admin API only</source>
        <translation>Главный ключ LiteLLM, только для его управления</translation>
    </message>
    <message>
        <source>Time to connect to the upstream</source>
        <translation>Время на соединение с сервером</translation>
    </message>
    <message>
        <source>Time the upstream has to begin its answer</source>
        <translation>Время серверу, чтобы начать ответ</translation>
    </message>
    <message>
        <source>How long an answer that has begun may be silent</source>
        <translation>Сколько может молчать начатый ответ</translation>
    </message>
    <message>
        <source>Silence after which a streaming client gets a comment</source>
        <translation>Молчание, после которого клиент потока получает комментарий</translation>
    </message>
    <message>
        <source>Letta&apos;s URL</source>
        <translation>Адрес Letta</translation>
    </message>
    <message>
        <source>Letta&apos;s server password</source>
        <translation>Пароль сервера Letta</translation>
    </message>
    <message>
        <source>Time Letta has for one answer</source>
        <translation>Время Letta на один ответ</translation>
    </message>
    <message>
        <source>The key all agents call Keyswitch with</source>
        <translation>Ключ, с которым все агенты вызывают Keyswitch</translation>
    </message>
    <message>
        <source>Model of a request when neither it nor its agent names one</source>
        <translation>Модель, если её не называют ни запрос, ни агент</translation>
    </message>
    <message>
        <source>Least severe messages that are logged</source>
        <translation>Наименее важные записи журнала</translation>
    </message>
    <message>
        <source>“production” or “staging”: the log is JSON; all else: readable</source>
        <translation>«production» или «staging»: журнал в JSON; иначе: для чтения</translation>
    </message>
    <message>
        <source>the URL is too long</source>
        <translation>адрес слишком длинный</translation>
    </message>
    <message>
        <source>it is not a URL such as http://localhost:4000</source>
        <translation>это не адрес вида http://localhost:4000</translation>
    </message>
    <message>
        <source>only http:// and https:// are possible</source>
        <translation>возможны только http:// и https://</translation>
    </message>
    <message>
        <source>a user name or password in the URL is refused: keys have settings of their own</source>
        <translation>имя или пароль в адресе недопустимы: для ключей есть свои настройки</translation>
    </message>
    <message>
        <source>a base URL has no “?” and no “#”</source>
        <translation>в базовом адресе нет «?» и «#»</translation>
    </message>
    <message>
        <source>the host or the port is missing</source>
        <translation>не указан узел или порт</translation>
    </message>
    <message>
        <source>link-local and cloud metadata addresses are refused: they hand out the machine&apos;s credentials</source>
        <translation>адреса link-local и метаданных облака недопустимы: они выдают учётные данные машины</translation>
    </message>
    <message>
        <source>0.0.0.0 and [::] are for listening, not for calling: use 127.0.0.1</source>
        <translation>0.0.0.0 и [::] — для прослушивания, а не для вызовов: укажите 127.0.0.1</translation>
    </message>
    <message>
        <source>Most client connections at once from one address; raise it where all agents call through one machine</source>
        <translation>Наибольшее число одновременных соединений с одного адреса; увеличьте, если все агенты обращаются через одну машину</translation>
    </message>
    <message>
        <source>Threads that serve requests; 0: one for each processor core, at most 8</source>
        <translation>Потоки, обрабатывающие запросы; 0 — по одному на ядро процессора, не больше 8</translation>
    </message>
    <message>
        <source>it needs %1 as well</source>
        <translation>нужен также %1</translation>
    </message>
    <message>
        <source>File with the certificate to listen with (PEM, with its chain); empty: plain HTTP</source>
        <translation>Файл с сертификатом для приёма соединений (PEM, с цепочкой); пусто: обычный HTTP</translation>
    </message>
    <message>
        <source>File with that certificate&apos;s private key (PEM, without a passphrase)</source>
        <translation>Файл с закрытым ключом этого сертификата (PEM, без пароля)</translation>
    </message>
    <message>
        <source>File with the certificates the upstream&apos;s TLS is checked against (PEM), and no others; empty: the system&apos;s</source>
        <translation>Файл с сертификатами, по которым и только по которым проверяется TLS вышестоящего сервера (PEM); пусто: системные</translation>
    </message>
    <message>
        <source>File with the certificate Keyswitch shows to an upstream that asks for one (PEM)</source>
        <translation>Файл с сертификатом, который Keyswitch показывает вышестоящему серверу, если тот его просит (PEM)</translation>
    </message>
    <message>
        <source>the key in %1 is of a kind that cannot be used: take an RSA or an EC key</source>
        <translation>ключ в %1 такого вида, который нельзя использовать: возьмите ключ RSA или EC</translation>
    </message>
    <message>
        <source>While no more requests can be kept (disk full or locked for long): “refuse” new calls with 503, or “serve” them without accounting</source>
        <translation>Пока запросы больше некуда записать (диск полон или база долго занята): «refuse» — отклонять новые вызовы с 503, «serve» — обслуживать без учёта</translation>
    </message>
    <message>
        <source>Requests that may wait in memory for the disk, about 500 bytes each; from three quarters on it is full</source>
        <translation>Сколько запросов может ждать диска в памяти, около 500 байт каждый; с трёх четвертей очередь считается полной</translation>
    </message>
    <message>
        <source>How many backups stay in the data folder; older ones are removed</source>
        <translation>Сколько резервных копий остаётся в папке данных; более старые удаляются</translation>
    </message>
</context>
<context>
    <name>Store</name>
    <message>
        <source>The database driver is missing</source>
        <translation>Нет драйвера базы данных</translation>
    </message>
    <message>
        <source>Install Qt&apos;s SQLite driver (libqt6sql6-sqlite).</source>
        <translation>Установите драйвер SQLite для Qt (libqt6sql6-sqlite).</translation>
    </message>
    <message>
        <source>The data folder&apos;s file system cannot hold the database</source>
        <translation>Файловая система папки данных не годится для базы</translation>
    </message>
    <message>
        <source>%1: the journal mode stays &quot;%2&quot;</source>
        <translation>%1: режим журнала остаётся «%2»</translation>
    </message>
    <message>
        <source>Put the data folder on a local disk.</source>
        <translation>Перенесите папку данных на локальный диск.</translation>
    </message>
    <message>
        <source>The database is closed</source>
        <translation>База данных закрыта</translation>
    </message>
    <message>
        <source>Start Keyswitch again.</source>
        <translation>Запустите Keyswitch заново.</translation>
    </message>
    <message>
        <source>The system&apos;s keychain does not give the data key</source>
        <translation>Системное хранилище ключей не выдаёт ключ данных</translation>
    </message>
    <message>
        <source>Unlock the keychain and allow Keyswitch to use it, then try again.</source>
        <translation>Разблокируйте хранилище и разрешите Keyswitch доступ, затем повторите.</translation>
    </message>
    <message>
        <source>It did not answer in time.</source>
        <translation>Оно не ответило вовремя.</translation>
    </message>
    <message>
        <source>A stored key cannot be decrypted</source>
        <translation>Сохранённый ключ не расшифровывается</translation>
    </message>
    <message>
        <source>It was sealed with another data key, or was damaged. Enter the key again.</source>
        <translation>Он зашифрован другим ключом данных или повреждён. Введите ключ заново.</translation>
    </message>
    <message>
        <source>The cryptography library does not start</source>
        <translation>Библиотека шифрования не запускается</translation>
    </message>
    <message>
        <source>Install it again.</source>
        <translation>Установите её заново.</translation>
    </message>
    <message>
        <source>The database is damaged</source>
        <translation>База данных повреждена</translation>
    </message>
    <message>
        <source>Sums differ from the requests they are made of</source>
        <translation>Суммы расходятся с запросами, из которых сложены</translation>
    </message>
    <message numerus="yes">
        <source>%n sum(s)</source>
        <translation>
            <numerusform>%n сумма</numerusform>
            <numerusform>%n суммы</numerusform>
            <numerusform>%n сумм</numerusform>
        </translation>
    </message>
    <message>
        <source>Report this. The requests themselves are intact.</source>
        <translation>Сообщите об этом. Сами запросы целы.</translation>
    </message>
    <message numerus="yes">
        <source>%1 has %n agent(s).</source>
        <translation>
            <numerusform>%1: %n агент.</numerusform>
            <numerusform>%1: %n агента.</numerusform>
            <numerusform>%1: %n агентов.</numerusform>
        </translation>
    </message>
    <message>
        <source>There is no such agent</source>
        <translation>Такого агента нет</translation>
    </message>
    <message>
        <source>Choose one from the list of agents.</source>
        <translation>Выберите из списка агентов.</translation>
    </message>
    <message>
        <source>There is no such user</source>
        <translation>Такого пользователя нет</translation>
    </message>
    <message>
        <source>Choose one from the list of users, or add the user first.</source>
        <translation>Выберите из списка пользователей или сначала добавьте пользователя.</translation>
    </message>
    <message>
        <source>An agent with this id exists already</source>
        <translation>Агент с таким идентификатором уже есть</translation>
    </message>
    <message>
        <source>Change that agent, or enter another id.</source>
        <translation>Измените того агента или введите другой идентификатор.</translation>
    </message>
    <message>
        <source>The folder for backups cannot be made</source>
        <translation>Папка для резервных копий не создаётся</translation>
    </message>
    <message>
        <source>Give the account that runs Keyswitch the right to write there.</source>
        <translation>Дайте учётной записи Keyswitch право записи туда.</translation>
    </message>
    <message>
        <source>There is no such folder</source>
        <translation>Такой папки нет</translation>
    </message>
    <message>
        <source>Make it first, or choose another one.</source>
        <translation>Сначала создайте её или выберите другую.</translation>
    </message>
    <message>
        <source>The backup could not be made</source>
        <translation>Резервная копия не сделана</translation>
    </message>
    <message>
        <source>The database is as it was. Check %1: free some space there, or choose another place.</source>
        <translation>База осталась как была. Проверьте %1: освободите там место или выберите другое место.</translation>
    </message>
    <message>
        <source>There is too little disk space for the copy</source>
        <translation>Для копии мало места на диске</translation>
    </message>
    <message>
        <source>%1: it takes %2, and %3 are free</source>
        <translation>%1: нужно %2, свободно %3</translation>
    </message>
    <message>
        <source>Free some space, or choose a folder on another disk.</source>
        <translation>Освободите место или выберите папку на другом диске.</translation>
    </message>
    <message>
        <source>The file was not changed. Take another backup.</source>
        <translation>Файл не изменён. Возьмите другую копию.</translation>
    </message>
    <message>
        <source>Broken off</source>
        <translation>Прервано</translation>
    </message>
    <message>
        <source>A file of that name exists already</source>
        <translation>Файл с таким именем уже есть</translation>
    </message>
    <message>
        <source>Choose another name; nothing is written over.</source>
        <translation>Выберите другое имя: поверх ничего не пишется.</translation>
    </message>
    <message>
        <source>The copy cannot be brought to disk</source>
        <translation>Копия не доходит до диска</translation>
    </message>
    <message>
        <source>Check the disk and try again.</source>
        <translation>Проверьте диск и попробуйте ещё раз.</translation>
    </message>
    <message>
        <source>The data folder cannot be made</source>
        <translation>Не удаётся создать папку данных</translation>
    </message>
    <message>
        <source>Make the folder yourself, or choose another one with --data.</source>
        <translation>Создайте папку сами или выберите другую (--data).</translation>
    </message>
    <message>
        <source>The data folder is not a folder</source>
        <translation>Папка данных — не папка</translation>
    </message>
    <message>
        <source>Choose another one with --data.</source>
        <translation>Выберите другую (--data).</translation>
    </message>
    <message>
        <source>The data folder is on a network drive</source>
        <translation>Папка данных на сетевом диске</translation>
    </message>
    <message>
        <source>The database needs a local disk. Choose another folder with --data.</source>
        <translation>Базе нужен локальный диск. Выберите другую папку (--data).</translation>
    </message>
    <message>
        <source>The data folder cannot be written</source>
        <translation>В папку данных нельзя писать</translation>
    </message>
    <message>
        <source>Give the account that runs Keyswitch the right to write there and some free space, or choose another folder with --data.</source>
        <translation>Дайте учётной записи Keyswitch право записи туда и свободное место или выберите другую папку через --data.</translation>
    </message>
    <message>
        <source>Another Keyswitch uses this data folder</source>
        <translation>Эту папку данных использует другой Keyswitch</translation>
    </message>
    <message>
        <source>%1 is held by process %2 (%3) on %4</source>
        <translation>%1 занят процессом %2 (%3) на %4</translation>
    </message>
    <message>
        <source>Use the one that runs, or stop it first. To run two, give each its own --data folder.</source>
        <translation>Пользуйтесь работающим или сначала остановите его. Чтобы запустить два, дайте каждому свою папку (--data).</translation>
    </message>
    <message>
        <source>A file in the data folder cannot be written</source>
        <translation>Не удаётся записать файл в папке данных</translation>
    </message>
    <message>
        <source>The passphrase cannot be checked</source>
        <translation>Не удаётся проверить парольную фразу</translation>
    </message>
    <message>
        <source>Keyswitch needs 64 MiB of free memory for it. Free some and try again.</source>
        <translation>Для этого нужно 64 МиБ свободной памяти. Освободите память и повторите.</translation>
    </message>
    <message>
        <source>The data key&apos;s file cannot be read</source>
        <translation>Не удаётся прочитать файл ключа данных</translation>
    </message>
    <message>
        <source>Put the file back from a backup. Without it the stored LiteLLM keys cannot be decrypted.</source>
        <translation>Верните файл из резервной копии. Без него сохранённые ключи LiteLLM не расшифровать.</translation>
    </message>
    <message>
        <source>Others can read the data key&apos;s file</source>
        <translation>Файл ключа данных доступен другим</translation>
    </message>
    <message>
        <source>Run: chmod 600 %1. If others use this machine, enter the LiteLLM keys anew.</source>
        <translation>Выполните: chmod 600 %1. Если машиной пользуются другие, введите ключи LiteLLM заново.</translation>
    </message>
    <message>
        <source>The data key&apos;s file is damaged</source>
        <translation>Файл ключа данных повреждён</translation>
    </message>
    <message>
        <source>The data key&apos;s file cannot be written</source>
        <translation>Не удаётся записать файл ключа данных</translation>
    </message>
    <message>
        <source>Free some space on the disk and try again.</source>
        <translation>Освободите место на диске и повторите.</translation>
    </message>
    <message>
        <source>The passphrase is missing</source>
        <translation>Нет парольной фразы</translation>
    </message>
    <message>
        <source>This database is protected by a passphrase.</source>
        <translation>Эта база защищена парольной фразой.</translation>
    </message>
    <message>
        <source>Set KEYSWITCH_PASSPHRASE and start again.</source>
        <translation>Задайте KEYSWITCH_PASSPHRASE и запустите снова.</translation>
    </message>
    <message>
        <source>The passphrase is wrong</source>
        <translation>Парольная фраза неверна</translation>
    </message>
    <message>
        <source>It does not open this database&apos;s data key.</source>
        <translation>Она не открывает ключ данных этой базы.</translation>
    </message>
    <message>
        <source>Set KEYSWITCH_PASSPHRASE to the one the database was made with.</source>
        <translation>Укажите в KEYSWITCH_PASSPHRASE ту, с которой база создана.</translation>
    </message>
    <message>
        <source>The data key is in the system&apos;s keychain</source>
        <translation>Ключ данных — в системном хранилище ключей</translation>
    </message>
    <message>
        <source>No keychain is reachable from here.</source>
        <translation>Отсюда хранилище ключей недоступно.</translation>
    </message>
    <message>
        <source>Start Keyswitch from the desktop session it was set up in.</source>
        <translation>Запустите Keyswitch из того сеанса рабочего стола, где он был настроен.</translation>
    </message>
    <message>
        <source>The data key is gone from the system&apos;s keychain</source>
        <translation>Ключа данных больше нет в системном хранилище</translation>
    </message>
    <message>
        <source>Restore the keychain. Without it the stored LiteLLM keys cannot be decrypted.</source>
        <translation>Восстановите хранилище. Без него сохранённые ключи LiteLLM не расшифровать.</translation>
    </message>
    <message>
        <source>The database names an unknown source of its data key</source>
        <translation>База называет неизвестный источник своего ключа данных</translation>
    </message>
    <message>
        <source>It was made by another version of Keyswitch: use that one.</source>
        <translation>Она создана другой версией Keyswitch: используйте её.</translation>
    </message>
    <message>
        <source>The data key does not belong to this database</source>
        <translation>Ключ данных не от этой базы</translation>
    </message>
    <message>
        <source>Put back the key that was in use when the database was made. Nothing was changed.</source>
        <translation>Верните ключ, с которым база создавалась. Ничего не изменено.</translation>
    </message>
    <message>
        <source>The LiteLLM keys in it stay encrypted; KEYSWITCH_PASSPHRASE opens them. Keep that apart from it.</source>
        <translation>Ключи LiteLLM в ней остаются зашифрованными; их открывает KEYSWITCH_PASSPHRASE. Храните её отдельно.</translation>
    </message>
    <message>
        <source>The LiteLLM keys in it stay encrypted; their data key is in the keychain of this desktop user and is not in the backup. Back the keychain up as well.</source>
        <translation>Ключи LiteLLM в ней остаются зашифрованными; ключ данных лежит в связке ключей этого пользователя, а не в копии. Сохраните и связку ключей.</translation>
    </message>
    <message>
        <source>The LiteLLM keys in it stay encrypted; their data key is the file %1 and is not in the backup. Keep a copy of that file, apart from it.</source>
        <translation>Ключи LiteLLM в ней остаются зашифрованными; ключ данных — файл %1, в копии его нет. Храните копию этого файла отдельно.</translation>
    </message>
    <message>
        <source>It stands in the file twice</source>
        <translation>Встречается в файле дважды</translation>
    </message>
    <message>
        <source>First in line %1</source>
        <translation>Впервые в строке %1</translation>
    </message>
    <message>
        <source>Leave one of the lines out.</source>
        <translation>Уберите одну из строк.</translation>
    </message>
    <message>
        <source>The agent&apos;s user is missing</source>
        <translation>Не указан пользователь агента</translation>
    </message>
    <message>
        <source>Enter the user&apos;s e-mail in the column user_email.</source>
        <translation>Впишите адрес пользователя в столбец user_email.</translation>
    </message>
    <message>
        <source>This is not an e-mail address</source>
        <translation>Это не адрес эл. почты</translation>
    </message>
    <message>
        <source>Enter one like maria@example.org.</source>
        <translation>Введите адрес вида maria@example.org.</translation>
    </message>
    <message>
        <source>The name is empty</source>
        <translation>Имя пустое</translation>
    </message>
    <message>
        <source>Enter a name.</source>
        <translation>Введите имя.</translation>
    </message>
    <message>
        <source>The name is too long</source>
        <translation>Имя слишком длинное</translation>
    </message>
    <message>
        <source>Enter at most 200 characters.</source>
        <translation>Введите не более 200 символов.</translation>
    </message>
    <message>
        <source>The name has characters that cannot be shown</source>
        <translation>В имени есть непечатаемые символы</translation>
    </message>
    <message>
        <source>Leave out line breaks and control characters.</source>
        <translation>Уберите переводы строк и управляющие символы.</translation>
    </message>
    <message>
        <source>The model&apos;s name is too long</source>
        <translation>Название модели слишком длинное</translation>
    </message>
    <message>
        <source>This is not a model&apos;s name</source>
        <translation>Это не название модели</translation>
    </message>
    <message>
        <source>Leave out line breaks, control characters and outer spaces.</source>
        <translation>Уберите переводы строк, управляющие символы и пробелы по краям.</translation>
    </message>
    <message>
        <source>This cannot be an agent&apos;s id</source>
        <translation>Это не может быть идентификатором агента</translation>
    </message>
    <message>
        <source>Enter 1 to 128 letters, digits, dots, dashes, underscores or tildes.</source>
        <translation>Введите от 1 до 128 латинских букв, цифр, точек, дефисов, подчёркиваний или тильд.</translation>
    </message>
    <message>
        <source>This cannot be a LiteLLM key</source>
        <translation>Это не может быть ключом LiteLLM</translation>
    </message>
    <message>
        <source>A key has 8 to 512 visible characters without spaces. Copy it again from LiteLLM.</source>
        <translation>В ключе от 8 до 512 видимых символов без пробелов. Скопируйте его из LiteLLM ещё раз.</translation>
    </message>
    <message>
        <source>The file was not changed. Put a backup in its place (keyswitchd backup list, keyswitchd restore FILE): the damaged one is kept aside. Or move it away to start with an empty database.</source>
        <translation>Файл не изменён. Поставьте на его место копию (keyswitchd backup list, keyswitchd restore FILE): повреждённый останется рядом. Или уберите его, чтобы начать с пустой базы.</translation>
    </message>
    <message>
        <source>The file is not a Keyswitch database</source>
        <translation>Файл — не база Keyswitch</translation>
    </message>
    <message>
        <source>The file was not changed. Choose another data folder, or move the file away.</source>
        <translation>Файл не изменён. Выберите другую папку данных или уберите файл.</translation>
    </message>
    <message>
        <source>The database was made by a newer Keyswitch</source>
        <translation>База создана более новым Keyswitch</translation>
    </message>
    <message>
        <source>%1 has schema %2; this version knows schemas up to %3.</source>
        <translation>%1: схема %2; эта версия знает схемы до %3.</translation>
    </message>
    <message>
        <source>Use the newer version, or restore the copy that was made before its update (%1.before-%2).</source>
        <translation>Используйте новую версию или восстановите копию, сделанную до обновления (%1.before-%2).</translation>
    </message>
    <message>
        <source>The database cannot be opened</source>
        <translation>Не удаётся открыть базу данных</translation>
    </message>
    <message>
        <source>Give the account that runs Keyswitch the right to read and write the file.</source>
        <translation>Дайте учётной записи Keyswitch право читать и записывать файл.</translation>
    </message>
    <message>
        <source>it is empty</source>
        <translation>он пуст</translation>
    </message>
    <message>
        <source>another kind of file</source>
        <translation>файл другого вида</translation>
    </message>
    <message>
        <source>it ends within its header</source>
        <translation>он обрывается внутри заголовка</translation>
    </message>
    <message>
        <source>another program&apos;s database</source>
        <translation>база другой программы</translation>
    </message>
    <message>
        <source>its end is missing</source>
        <translation>у него нет конца</translation>
    </message>
    <message>
        <source>The database could not be brought up to date</source>
        <translation>Не удалось обновить базу данных</translation>
    </message>
    <message>
        <source>Nothing was changed. Free some disk space and try again; if it stays, report this.</source>
        <translation>Ничего не изменено. Освободите место на диске и повторите; если не поможет, сообщите об этом.</translation>
    </message>
    <message>
        <source>The database cannot be made</source>
        <translation>Не удаётся создать базу данных</translation>
    </message>
    <message>
        <source>The backup before the update could not be made</source>
        <translation>Не удалось сделать копию перед обновлением</translation>
    </message>
    <message>
        <source>The database was not changed. Free as much disk space as it takes and start again.</source>
        <translation>База не изменена. Освободите столько места, сколько она занимает, и запустите снова.</translation>
    </message>
    <message>
        <source>Without it the LiteLLM keys in the backup cannot be opened. Nothing was changed.</source>
        <translation>Без него ключи LiteLLM в копии не открыть. Ничего не изменено.</translation>
    </message>
    <message>
        <source>Another program has the database open</source>
        <translation>База открыта другой программой</translation>
    </message>
    <message>
        <source>Close it (a database browser, a backup), then try again. Nothing was changed.</source>
        <translation>Закройте её (просмотр базы, резервное копирование) и попробуйте ещё раз. Ничего не изменено.</translation>
    </message>
    <message>
        <source>There is no such file</source>
        <translation>Такого файла нет</translation>
    </message>
    <message>
        <source>“keyswitchd backup list” tells those there are.</source>
        <translation>Что есть, покажет «keyswitchd backup list».</translation>
    </message>
    <message>
        <source>This is the database itself</source>
        <translation>Это сама база</translation>
    </message>
    <message>
        <source>Name a backup of it.</source>
        <translation>Назовите её резервную копию.</translation>
    </message>
    <message>
        <source>The old database cannot be kept aside</source>
        <translation>Прежняя база не откладывается в сторону</translation>
    </message>
    <message>
        <source>Check the rights and the space in the data folder.</source>
        <translation>Проверьте права и место в папке данных.</translation>
    </message>
    <message>
        <source>The backup cannot take the database&apos;s place</source>
        <translation>Копия не может занять место базы</translation>
    </message>
    <message>
        <source>The old one is still there. Check the disk and try again.</source>
        <translation>Прежняя база на месте. Проверьте диск и попробуйте ещё раз.</translation>
    </message>
    <message>
        <source>The database is locked by another program</source>
        <translation>База занята другой программой</translation>
    </message>
    <message>
        <source>Close the program that has the file open (a database browser, a backup). Keyswitch tries again by itself; nothing is lost meanwhile.</source>
        <translation>Закройте программу, открывшую файл (просмотр базы, резервное копирование). Keyswitch повторит сам; за это время ничего не теряется.</translation>
    </message>
    <message>
        <source>The disk is full</source>
        <translation>Диск заполнен</translation>
    </message>
    <message>
        <source>Free some space on the disk that holds the data folder. Keyswitch tries again by itself.</source>
        <translation>Освободите место на диске с папкой данных. Keyswitch повторит сам.</translation>
    </message>
    <message>
        <source>The database cannot be written</source>
        <translation>Не удаётся записать в базу данных</translation>
    </message>
    <message>
        <source>Give the account that runs Keyswitch the right to write to the data folder and its files.</source>
        <translation>Дайте учётной записи Keyswitch право записи в папку данных и её файлы.</translation>
    </message>
    <message>
        <source>Check that the data folder exists and that the account that runs Keyswitch may use it.</source>
        <translation>Проверьте, что папка данных существует и доступна учётной записи Keyswitch.</translation>
    </message>
    <message>
        <source>Stop Keyswitch and put a backup in its place (keyswitchd backup list, keyswitchd restore FILE): the damaged file is kept aside as it is.</source>
        <translation>Остановите Keyswitch и поставьте на место базы копию (keyswitchd backup list, keyswitchd restore FILE): повреждённый файл останется рядом как есть.</translation>
    </message>
    <message>
        <source>Choose another data folder, or move the file away to start with an empty database.</source>
        <translation>Выберите другую папку данных или уберите файл, чтобы начать с пустой базы.</translation>
    </message>
    <message>
        <source>The disk reports an error</source>
        <translation>Диск сообщает об ошибке</translation>
    </message>
    <message>
        <source>Check the disk that holds the data folder. Keyswitch tries again by itself.</source>
        <translation>Проверьте диск с папкой данных. Keyswitch повторит сам.</translation>
    </message>
    <message>
        <source>The change contradicts what is stored</source>
        <translation>Изменение противоречит сохранённому</translation>
    </message>
    <message>
        <source>Reload and try again.</source>
        <translation>Обновите и повторите.</translation>
    </message>
    <message>
        <source>The database reports an error</source>
        <translation>База данных сообщает об ошибке</translation>
    </message>
    <message>
        <source>Try again. If it stays, run the doctor and report the detail above.</source>
        <translation>Повторите. Если не поможет, запустите диагностику и сообщите подробности выше.</translation>
    </message>
    <message>
        <source>Choose one from the list of users.</source>
        <translation>Выберите из списка пользователей.</translation>
    </message>
    <message>
        <source>A user with this e-mail exists already</source>
        <translation>Пользователь с такой эл. почтой уже есть</translation>
    </message>
    <message>
        <source>Use that user, or enter another e-mail.</source>
        <translation>Используйте его или введите другой адрес.</translation>
    </message>
    <message>
        <source>Agents belong to this user</source>
        <translation>У этого пользователя есть агенты</translation>
    </message>
    <message>
        <source>Remove these agents or give them to another user first.</source>
        <translation>Сначала уберите этих агентов или передайте другому пользователю.</translation>
    </message>
</context>
<context>
    <name>TlsIdentity</name>
    <message>
        <source>the file %1 cannot be read (%2): check the path, and that the user Keyswitch runs as may read it</source>
        <translation>файл %1 не читается (%2): проверьте путь и может ли его читать пользователь, от имени которого работает Keyswitch</translation>
    </message>
    <message>
        <source>the file %1 is larger than 1 MiB: it is no PEM file</source>
        <translation>файл %1 больше 1 МиБ: это не файл PEM</translation>
    </message>
    <message>
        <source>the file %1 has a damaged certificate: copy it again from where it was issued</source>
        <translation>в файле %1 повреждён сертификат: скопируйте его ещё раз оттуда, где он был выдан</translation>
    </message>
    <message>
        <source>the file %1 has no certificate in PEM form (“-----BEGIN CERTIFICATE-----”)</source>
        <translation>в файле %1 нет сертификата в виде PEM («-----BEGIN CERTIFICATE-----»)</translation>
    </message>
    <message>
        <source>the private key in %1 is locked with a passphrase, which nobody could enter: give one without (openssl pkey -in FILE -out NEW)</source>
        <translation>закрытый ключ в %1 защищён паролем, ввести который некому: дайте ключ без пароля (openssl pkey -in FILE -out NEW)</translation>
    </message>
    <message>
        <source>the file %1 has no private key in PEM form (“-----BEGIN PRIVATE KEY-----”)</source>
        <translation>в файле %1 нет закрытого ключа в виде PEM («-----BEGIN PRIVATE KEY-----»)</translation>
    </message>
    <message>
        <source>the key in %1 does not belong to the certificate in %2: give the key the certificate was made for, with the server&apos;s own certificate first in its file</source>
        <translation>ключ в %1 не подходит к сертификату в %2: дайте ключ, для которого сертификат выдан; собственный сертификат сервера должен стоять в своём файле первым</translation>
    </message>
    <message>
        <source>the certificate in %1 expired on %2: put a renewed one there</source>
        <translation>срок сертификата в %1 истёк %2: положите туда обновлённый</translation>
    </message>
    <message>
        <source>the certificate in %1 is not valid before %2: wait, or set this machine&apos;s clock right</source>
        <translation>сертификат в %1 действителен только с %2: подождите или поправьте часы этой машины</translation>
    </message>
</context>
<context>
    <name>TlsWords</name>
    <message>
        <source>Its certificate has expired.</source>
        <translation>Срок его сертификата истёк.</translation>
    </message>
    <message>
        <source>Renew the certificate of %1.</source>
        <translation>Обновите сертификат: %1.</translation>
    </message>
    <message>
        <source>Its certificate is not valid yet.</source>
        <translation>Его сертификат ещё не действителен.</translation>
    </message>
    <message>
        <source>Compare the clock of this machine with that of %1.</source>
        <translation>Сверьте часы этой машины с часами той, где работает %1.</translation>
    </message>
    <message>
        <source>Its certificate is for another name.</source>
        <translation>Его сертификат выдан на другое имя.</translation>
    </message>
    <message>
        <source>Put a name into the URL of %1 that stands in the certificate, or have the certificate issued for this name.</source>
        <translation>Укажите в URL (%1) имя, которое стоит в сертификате, или выпустите сертификат на это имя.</translation>
    </message>
    <message>
        <source>Its certificate comes from an authority that is not trusted here.</source>
        <translation>Его сертификат выдан центром, которому здесь не доверяют.</translation>
    </message>
    <message>
        <source>Trust the authority that %1 has its certificate from: LiteLLM&apos;s with the setting upstream.ca_file, any other in the system&apos;s list.</source>
        <translation>Добавьте в доверенные центр, выдавший сертификат (%1): для LiteLLM — параметром upstream.ca_file, для остальных — в системном списке.</translation>
    </message>
    <message>
        <source>Its certificate is self-signed.</source>
        <translation>Его сертификат самоподписанный.</translation>
    </message>
    <message>
        <source>Trust exactly the certificate of %1: LiteLLM&apos;s with the setting upstream.ca_file, any other in the system&apos;s list.</source>
        <translation>Добавьте в доверенные именно этот сертификат (%1): для LiteLLM — параметром upstream.ca_file, для остальных — в системном списке.</translation>
    </message>
    <message>
        <source>It speaks no TLS version from 1.2 on.</source>
        <translation>Он не поддерживает TLS 1.2 и новее.</translation>
    </message>
    <message>
        <source>Update %1, or what stands in front of it.</source>
        <translation>Обновите %1 или то, что стоит перед ним.</translation>
    </message>
    <message>
        <source>It speaks no HTTP/1.1 over TLS.</source>
        <translation>Он не говорит по HTTP/1.1 поверх TLS.</translation>
    </message>
    <message>
        <source>Allow HTTP/1.1 in what stands in front of %1.</source>
        <translation>Разрешите HTTP/1.1 в том, что стоит перед %1.</translation>
    </message>
    <message>
        <source>It wants a client certificate, and none is set.</source>
        <translation>Он требует клиентский сертификат, а он не задан.</translation>
    </message>
    <message>
        <source>Set upstream.client_certificate and upstream.client_key, if %1 is LiteLLM; for any other service there is no such setting.</source>
        <translation>Задайте upstream.client_certificate и upstream.client_key, если %1 — это LiteLLM; для других служб такого параметра нет.</translation>
    </message>
    <message>
        <source>It does not accept our client certificate.</source>
        <translation>Он не принимает наш клиентский сертификат.</translation>
    </message>
    <message>
        <source>Have the certificate in upstream.client_certificate issued by an authority that %1 trusts, and see that it has not expired.</source>
        <translation>Сертификат в upstream.client_certificate должен быть выдан центром, которому доверяет %1, и не быть просроченным.</translation>
    </message>
    <message>
        <source>It speaks no TLS at this address.</source>
        <translation>По этому адресу он не говорит по TLS.</translation>
    </message>
    <message>
        <source>Begin the URL of %1 with http://, or correct its port.</source>
        <translation>Начните URL (%1) с http:// или исправьте порт.</translation>
    </message>
    <message>
        <source>No secure connection could be made.</source>
        <translation>Не удалось установить защищённое соединение.</translation>
    </message>
    <message>
        <source>See the log of %1, and whether its URL should begin with http:// or https://.</source>
        <translation>Посмотрите журнал %1 и проверьте, должен ли URL начинаться с http:// или https://.</translation>
    </message>
</context>
<context>
    <name>keyswitch::AddressPill</name>
    <message>
        <source>Copy %1</source>
        <translation>Скопировать %1</translation>
    </message>
    <message>
        <source>Proxy: %1</source>
        <translation>Прокси: %1</translation>
    </message>
    <message>
        <source>Proxy: %1. Copy the address %2</source>
        <translation>Прокси: %1. Скопировать адрес %2</translation>
    </message>
</context>
<context>
    <name>keyswitch::AgentDetails</name>
    <message>
        <source>Test mapping</source>
        <translation>Проверить</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Убрать</translation>
    </message>
    <message>
        <source>Takes the mapping away; the agent in Letta stays</source>
        <translation>Убирает привязку; агент в Letta остаётся</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Сегодня</translation>
    </message>
    <message>
        <source>Open users</source>
        <translation>К пользователям</translation>
    </message>
    <message>
        <source>Disable</source>
        <translation>Выключить</translation>
    </message>
    <message>
        <source>Enable</source>
        <translation>Включить</translation>
    </message>
    <message>
        <source>Its user has no key</source>
        <translation>У его пользователя нет ключа</translation>
    </message>
    <message>
        <source>Calls of this agent are refused until there is one.</source>
        <translation>Пока ключа нет, вызовы этого агента отклоняются.</translation>
    </message>
    <message>
        <source>%1
%2</source>
        <comment>name, e-mail</comment>
        <translation>%1
%2</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Пользователь</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Модель</translation>
    </message>
    <message>
        <source>as the request says</source>
        <translation>как указано в запросе</translation>
    </message>
    <message>
        <source>LiteLLM key</source>
        <translation>Ключ LiteLLM</translation>
    </message>
    <message>
        <source>none</source>
        <translation>нет</translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation>Адрес</translation>
    </message>
    <message>
        <source>Mapped</source>
        <translation>Привязан</translation>
    </message>
    <message>
        <source>Last call</source>
        <translation>Вызов</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>ещё нет</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Запросы</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Ошибки</translation>
    </message>
    <message>
        <source>Tokens in</source>
        <translation>Токены: вход</translation>
    </message>
    <message>
        <source>Tokens out</source>
        <translation>Токены: ответ</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Цена</translation>
    </message>
</context>
<context>
    <name>keyswitch::AgentsPage</name>
    <message>
        <source>Agents</source>
        <translation>Агенты</translation>
    </message>
    <message>
        <source>Filter: name, user:maria, model:gpt, state:disabled</source>
        <translation>Фильтр: имя, user:maria, model:gpt, state:disabled</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Все</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>Без ключа</translation>
    </message>
    <message>
        <source>Disabled</source>
        <translation>Выключены</translation>
    </message>
    <message>
        <source>Map agent…</source>
        <translation>Привязать…</translation>
    </message>
    <message>
        <source>New agent…</source>
        <translation>Новый агент…</translation>
    </message>
    <message>
        <source>No agents yet</source>
        <translation>Агентов пока нет</translation>
    </message>
    <message>
        <source>Agents that call through Keyswitch are listed here. Create one in Letta with its endpoint set, or map one that exists already.</source>
        <translation>Здесь будут агенты, которые вызывают модели через Keyswitch. Создайте агента в Letta сразу с нужным адресом или привяжите уже существующего.</translation>
    </message>
    <message>
        <source>Or press</source>
        <translation>Или нажмите</translation>
    </message>
    <message>
        <source>Copy endpoint</source>
        <translation>Скопировать адрес</translation>
    </message>
    <message>
        <source>Test mapping</source>
        <translation>Проверить</translation>
    </message>
    <message>
        <source>Disable</source>
        <translation>Выключить</translation>
    </message>
    <message>
        <source>Remove mapping</source>
        <translation>Убрать привязку</translation>
    </message>
    <message>
        <source>not loaded</source>
        <translation>не загружено</translation>
    </message>
    <message>
        <source>Calls through the proxy go on working.</source>
        <translation>Вызовы через прокси продолжают работать.</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>ещё нет</translation>
    </message>
    <message numerus="yes">
        <source>%n agent(s)</source>
        <translation>
            <numerusform>%n агент</numerusform>
            <numerusform>%n агента</numerusform>
            <numerusform>%n агентов</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n agent(s) are hidden by the filter.</source>
        <translation>
            <numerusform>Фильтр скрывает %n агента.</numerusform>
            <numerusform>Фильтр скрывает %n агентов.</numerusform>
            <numerusform>Фильтр скрывает %n агентов.</numerusform>
        </translation>
    </message>
    <message>
        <source>Enable</source>
        <translation>Включить</translation>
    </message>
    <message>
        <source>%1 is enabled</source>
        <translation>Агент %1 включён</translation>
    </message>
    <message>
        <source>%1 is disabled</source>
        <translation>Агент %1 выключен</translation>
    </message>
    <message numerus="yes">
        <source>%n agent(s) enabled</source>
        <translation>
            <numerusform>Включён %n агент</numerusform>
            <numerusform>Включены %n агента</numerusform>
            <numerusform>Включено %n агентов</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n agent(s) disabled</source>
        <translation>
            <numerusform>Выключен %n агент</numerusform>
            <numerusform>Выключены %n агента</numerusform>
            <numerusform>Выключено %n агентов</numerusform>
        </translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Отменить</translation>
    </message>
    <message>
        <source>The mapping of %1 is removed</source>
        <translation>Привязка %1 убрана</translation>
    </message>
    <message numerus="yes">
        <source>%n mapping(s) removed</source>
        <translation>
            <numerusform>Убрана %n привязка</numerusform>
            <numerusform>Убраны %n привязки</numerusform>
            <numerusform>Убрано %n привязок</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>keyswitch::AgentsPresenter</name>
    <message>
        <source>disabled</source>
        <comment>agent</comment>
        <translation>выключен</translation>
    </message>
    <message>
        <source>ready</source>
        <comment>agent</comment>
        <translation>готов</translation>
    </message>
    <message>
        <source>no key</source>
        <comment>agent</comment>
        <translation>нет ключа</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>agent, its state</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>Без ключа</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>Агент</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Пользователь</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Модель</translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation>Адрес</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Запросы</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Токены</translation>
    </message>
    <message>
        <source>Cost today</source>
        <translation>Цена за день</translation>
    </message>
    <message>
        <source>Last call</source>
        <translation>Вызов</translation>
    </message>
</context>
<context>
    <name>keyswitch::CareDesk</name>
    <message>
        <source>Backup</source>
        <translation>Резервная копия</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Экспорт</translation>
    </message>
    <message numerus="yes">
        <source>%1: %n line(s)</source>
        <translation>
            <numerusform>%1: %n строка</numerusform>
            <numerusform>%1: %n строки</numerusform>
            <numerusform>%1: %n строк</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>keyswitch::CodeBlock</name>
    <message>
        <source>Copy</source>
        <translation>Копировать</translation>
    </message>
    <message>
        <source>Copy: %1</source>
        <translation>Скопировать: %1</translation>
    </message>
</context>
<context>
    <name>keyswitch::ConnectionWatch</name>
    <message>
        <source>File descriptors have run out: new connections wait until one is free. Raise the process&apos;s limit (ulimit -n, or LimitNOFILE= in its systemd unit).</source>
        <translation>Закончились файловые дескрипторы: новые соединения ждут, пока освободится хотя бы один. Увеличьте предел процесса (ulimit -n или LimitNOFILE= в его юните systemd).</translation>
    </message>
    <message>
        <source>Connections turned away: %1, the last one from %2. </source>
        <translation>Отклонено соединений: %1, последнее — с адреса %2. </translation>
    </message>
    <message>
        <source>limits.connections_per_address allows %1 at once from one address.</source>
        <translation>limits.connections_per_address разрешает одновременно %1 с одного адреса.</translation>
    </message>
    <message>
        <source>The process&apos;s limit of file descriptors (ulimit -n, LimitNOFILE=) leaves room for %1 at once.</source>
        <translation>Предел файловых дескрипторов процесса (ulimit -n, LimitNOFILE=) оставляет место для %1 одновременно.</translation>
    </message>
    <message>
        <source>limits.connections allows %1 at once.</source>
        <translation>limits.connections разрешает одновременно %1.</translation>
    </message>
</context>
<context>
    <name>keyswitch::DaemonRun</name>
    <message>
        <source>Mock mode: no LiteLLM is needed. Paste this into a shell:

  %1
</source>
        <translation>Пробный режим: LiteLLM не нужен. Вставьте в терминал:

  %1
</translation>
    </message>
</context>
<context>
    <name>keyswitch::Desktop</name>
    <message>
        <source>this computer · SQLite</source>
        <translation>этот компьютер · SQLite</translation>
    </message>
    <message>
        <source>attached to keyswitchd</source>
        <translation>подключено к keyswitchd</translation>
    </message>
</context>
<context>
    <name>keyswitch::DetailPane</name>
    <message>
        <source>Close the details</source>
        <translation>Закрыть подробности</translation>
    </message>
</context>
<context>
    <name>keyswitch::DoctorCheck</name>
    <message>
        <source>Data folder</source>
        <translation>Папка данных</translation>
    </message>
    <message>
        <source>Users and agents</source>
        <translation>Пользователи и агенты</translation>
    </message>
    <message numerus="yes">
        <source>%1; %n user(s) without a LiteLLM key</source>
        <translation>
            <numerusform>%1; %n пользователь без ключа LiteLLM</numerusform>
            <numerusform>%1; %n пользователя без ключа LiteLLM</numerusform>
            <numerusform>%1; %n пользователей без ключа LiteLLM</numerusform>
        </translation>
    </message>
    <message>
        <source>Their agents&apos; calls are refused: keyswitchd user set-key --email EMAIL</source>
        <translation>Вызовы их агентов отклоняются: keyswitchd user set-key --email EMAIL</translation>
    </message>
    <message>
        <source>Map an agent: keyswitchd agent add --id ID --user EMAIL</source>
        <translation>Привяжите агента: keyswitchd agent add --id ID --user EMAIL</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Прокси</translation>
    </message>
    <message>
        <source>It is not running.</source>
        <translation>Он не запущен.</translation>
    </message>
    <message>
        <source>Start it: keyswitchd serve</source>
        <translation>Запустите: keyswitchd serve</translation>
    </message>
    <message>
        <source>No shared key is set, so nobody can call.</source>
        <translation>Общий ключ не задан, поэтому вызывать никто не может.</translation>
    </message>
    <message>
        <source>Set LETTA_GLOBAL_API_KEY.</source>
        <translation>Задайте LETTA_GLOBAL_API_KEY.</translation>
    </message>
    <message>
        <source>running</source>
        <translation>работает</translation>
    </message>
    <message>
        <source>Letta</source>
        <translation>Letta</translation>
    </message>
    <message>
        <source>not set up</source>
        <translation>не настроено</translation>
    </message>
    <message>
        <source>Set LETTA_BASE_URL to make agents from here.</source>
        <translation>Задайте LETTA_BASE_URL, чтобы создавать агентов отсюда.</translation>
    </message>
    <message>
        <source>version %1</source>
        <translation>версия %1</translation>
    </message>
    <message>
        <source>Letta&apos;s password</source>
        <translation>Пароль Letta</translation>
    </message>
    <message numerus="yes">
        <source>accepted; %n agent(s)</source>
        <translation>
            <numerusform>принят; %n агент</numerusform>
            <numerusform>принят; %n агента</numerusform>
            <numerusform>принят; %n агентов</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>accepted; more than %n agent(s)</source>
        <translation>
            <numerusform>принят; более %n агента</numerusform>
            <numerusform>принят; более %n агентов</numerusform>
            <numerusform>принят; более %n агентов</numerusform>
        </translation>
    </message>
    <message>
        <source>LiteLLM</source>
        <translation>LiteLLM</translation>
    </message>
    <message>
        <source>mock mode: the built-in upstream answers</source>
        <translation>пробный режим: отвечает встроенный сервер</translation>
    </message>
    <message>
        <source>Set LITELLM_BASE_URL for real calls.</source>
        <translation>Задайте LITELLM_BASE_URL для настоящих вызовов.</translation>
    </message>
    <message>
        <source>Set LITELLM_BASE_URL.</source>
        <translation>Задайте LITELLM_BASE_URL.</translation>
    </message>
    <message>
        <source>alive</source>
        <translation>работает</translation>
    </message>
    <message>
        <source>LiteLLM&apos;s master key</source>
        <translation>Главный ключ LiteLLM</translation>
    </message>
    <message>
        <source>not set</source>
        <translation>не задан</translation>
    </message>
    <message>
        <source>Set LITELLM_MASTER_KEY to see prices and to make keys.</source>
        <translation>Задайте LITELLM_MASTER_KEY, чтобы видеть цены и создавать ключи.</translation>
    </message>
    <message>
        <source>version %1 is known malware</source>
        <translation>версия %1 — известная вредоносная программа</translation>
    </message>
    <message>
        <source>Take it off this machine at once and change every key it could see (MAL-2026-2144).</source>
        <translation>Немедленно удалите её с этой машины и смените все ключи, которые она могла видеть (MAL-2026-2144).</translation>
    </message>
    <message>
        <source>version %1 has known holes that need no key</source>
        <translation>в версии %1 есть известные уязвимости, для которых не нужен ключ</translation>
    </message>
    <message>
        <source>Update LiteLLM to 1.84.0 or later.</source>
        <translation>Обновите LiteLLM до 1.84.0 или новее.</translation>
    </message>
    <message>
        <source>accepted; version %1</source>
        <translation>принят; версия %1</translation>
    </message>
    <message>
        <source>Key of %1</source>
        <translation>Ключ: %1</translation>
    </message>
    <message>
        <source>accepted, but it may use no model</source>
        <translation>принят, но моделей ему не дано</translation>
    </message>
    <message>
        <source>Give it models in LiteLLM.</source>
        <translation>Дайте ему модели в LiteLLM.</translation>
    </message>
    <message numerus="yes">
        <source>accepted; %n model(s)</source>
        <translation>
            <numerusform>принят; %n модель</numerusform>
            <numerusform>принят; %n модели</numerusform>
            <numerusform>принят; %n моделей</numerusform>
        </translation>
    </message>
    <message>
        <source>users: %1, agents: %2</source>
        <translation>пользователей: %1, агентов: %2</translation>
    </message>
    <message>
        <source>The certificate to listen with: %1.</source>
        <translation>Сертификат для приёма соединений: %1.</translation>
    </message>
    <message>
        <source>The proxy runs with the one from before until it is stopped.</source>
        <translation>Прокси работает с прежним, пока его не остановят.</translation>
    </message>
    <message>
        <source>running; certificate valid until %1</source>
        <translation>работает; сертификат действителен до %1</translation>
    </message>
    <message>
        <source>Renew it: new files are taken up while the proxy runs.</source>
        <translation>Обновите его: новые файлы подхватываются на ходу.</translation>
    </message>
    <message>
        <source>Requests without a row between %1 and %2: %3 answered (of at least $%4), %5 refused.</source>
        <translation>Запросы без строки с %1 по %2: отвечено %3 (не меньше $%4), отклонено %5.</translation>
    </message>
    <message>
        <source>The disk was full or locked then. Sums over that time are “at least”; LiteLLM&apos;s own log may have the rest.</source>
        <translation>Диск тогда был полон или база занята. Суммы за это время — «не меньше»; остальное может быть в журнале LiteLLM.</translation>
    </message>
</context>
<context>
    <name>keyswitch::DoctorDialog</name>
    <message>
        <source>Look again</source>
        <translation>Проверить снова</translation>
    </message>
    <message>
        <source>Doctor</source>
        <translation>Диагностика</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Закрыть</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Шаги</translation>
    </message>
    <message>
        <source>How the connections are</source>
        <translation>Как дела с соединениями</translation>
    </message>
    <message>
        <source>No model is called and nothing is spent.</source>
        <translation>Модели не вызываются, ничего не тратится.</translation>
    </message>
</context>
<context>
    <name>keyswitch::ErrorState</name>
    <message>
        <source>What usually helps</source>
        <translation>Что обычно помогает</translation>
    </message>
    <message>
        <source>Try again now</source>
        <translation>Повторить сейчас</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Скопировать подробности</translation>
    </message>
    <message>
        <source>What is known</source>
        <translation>Что известно</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Адрес</translation>
    </message>
    <message numerus="yes">
        <source>by itself in %n s</source>
        <translation>
            <numerusform>само через %n с</numerusform>
            <numerusform>само через %n с</numerusform>
            <numerusform>само через %n с</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>keyswitch::FormDialog</name>
    <message>
        <source>Cancel</source>
        <translation>Отмена</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Готово</translation>
    </message>
</context>
<context>
    <name>keyswitch::HealthWatch</name>
    <message>
        <source>slow · %1 s</source>
        <translation>медленно · %1 с</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 мс</translation>
    </message>
    <message>
        <source>not set up</source>
        <translation>не настроено</translation>
    </message>
    <message>
        <source>built-in mock</source>
        <translation>встроенный сервер</translation>
    </message>
</context>
<context>
    <name>keyswitch::KeyValueList</name>
    <message>
        <source>Copy: %1</source>
        <translation>Скопировать: %1</translation>
    </message>
</context>
<context>
    <name>keyswitch::ListenerCertificate</name>
    <message>
        <source>The proxy cannot listen with TLS</source>
        <translation>Прокси не может слушать по TLS</translation>
    </message>
    <message>
        <source>the certificate in %1 is too weak to be used: take an RSA key of 2048 bits or more, or an EC key</source>
        <translation>сертификат в %1 слишком слаб: возьмите ключ RSA от 2048 бит или ключ EC</translation>
    </message>
    <message>
        <source>The settings are listen.tls_certificate and listen.tls_key; without both, Keyswitch listens in plain HTTP.</source>
        <translation>Это параметры listen.tls_certificate и listen.tls_key; без обоих Keyswitch слушает по обычному HTTP.</translation>
    </message>
</context>
<context>
    <name>keyswitch::LiveTrafficPage</name>
    <message>
        <source>Requests</source>
        <translation>Запросы</translation>
    </message>
    <message>
        <source>Filter: status:5xx user:maria model:gpt slow:&gt;2s</source>
        <translation>Фильтр: status:5xx user:maria model:gpt slow:&gt;2s</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Пауза</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>Следить</translation>
    </message>
    <message>
        <source>Keeps the newest request in sight</source>
        <translation>Держит самый новый запрос на виду</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Все</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Идут</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Отказы</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Сбои</translation>
    </message>
    <message>
        <source>Run a mapping test</source>
        <translation>Проверить привязку</translation>
    </message>
    <message>
        <source>Example call</source>
        <translation>Пример вызова</translation>
    </message>
    <message>
        <source>No requests yet</source>
        <translation>Запросов пока нет</translation>
    </message>
    <message>
        <source>Each call of an agent appears here the moment it begins. Test a mapping to see the first.</source>
        <translation>Каждый вызов агента появляется здесь, как только начнётся. Проверьте привязку, чтобы увидеть первый.</translation>
    </message>
    <message>
        <source>Each call of an agent appears here the moment it begins. The built-in upstream answers: paste this into a terminal.</source>
        <translation>Каждый вызов агента появляется здесь, как только начнётся. Отвечает встроенный сервер: вставьте эту команду в терминал.</translation>
    </message>
    <message>
        <source>not loaded</source>
        <translation>не загружено</translation>
    </message>
    <message>
        <source>Calls through the proxy go on working.</source>
        <translation>Вызовы через прокси продолжают работать.</translation>
    </message>
    <message>
        <source>Go on (%1)</source>
        <translation>Дальше (%1)</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Дальше</translation>
    </message>
    <message numerus="yes">
        <source>%n request(s)</source>
        <translation>
            <numerusform>%n запрос</numerusform>
            <numerusform>%n запроса</numerusform>
            <numerusform>%n запросов</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The newest %n request(s)</source>
        <translation>
            <numerusform>Последний %n запрос</numerusform>
            <numerusform>Последние %n запроса</numerusform>
            <numerusform>Последние %n запросов</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 из: %2</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>пауза</translation>
    </message>
    <message>
        <source>rows as they happen</source>
        <translation>запросы по мере поступления</translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) are hidden by the filter.</source>
        <translation>
            <numerusform>Фильтр скрывает %n запрос.</numerusform>
            <numerusform>Фильтр скрывает %n запроса.</numerusform>
            <numerusform>Фильтр скрывает %n запросов.</numerusform>
        </translation>
    </message>
    <message>
        <source>Live traffic</source>
        <translation>Трафик</translation>
    </message>
</context>
<context>
    <name>keyswitch::LoadingSkeleton</name>
    <message>
        <source>Loading</source>
        <translation>Загрузка</translation>
    </message>
</context>
<context>
    <name>keyswitch::LocalGatewayService</name>
    <message>
        <source>“%1” is no request id</source>
        <translation>«%1» — не идентификатор запроса</translation>
    </message>
</context>
<context>
    <name>keyswitch::MainWindow</name>
    <message>
        <source>%1 – Keyswitch</source>
        <translation>%1 – Keyswitch</translation>
    </message>
</context>
<context>
    <name>keyswitch::MapAgentDialog</name>
    <message>
        <source>There is no user yet</source>
        <translation>Пользователей пока нет</translation>
    </message>
    <message>
        <source>An agent is billed to the key of its user.</source>
        <translation>Агент оплачивается ключом своего пользователя.</translation>
    </message>
    <message>
        <source>Add a user on the Users page first.</source>
        <translation>Сначала добавьте пользователя на странице «Пользователи».</translation>
    </message>
    <message>
        <source>Map an agent</source>
        <translation>Привязать агента</translation>
    </message>
    <message>
        <source>Map agent</source>
        <translation>Привязать</translation>
    </message>
    <message>
        <source>An agent that exists already. Afterwards put its endpoint into the agent&apos;s model_endpoint.</source>
        <translation>Уже существующий агент. После этого укажите его адрес в model_endpoint агента.</translation>
    </message>
    <message>
        <source>Id of the agent</source>
        <translation>Идентификатор агента</translation>
    </message>
    <message>
        <source>As Letta shows it; it becomes part of the endpoint.</source>
        <translation>Как его показывает Letta; он станет частью адреса.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Имя</translation>
    </message>
    <message>
        <source>Only for the windows. Empty: the id.</source>
        <translation>Только для окон. Пусто: идентификатор.</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Пользователь</translation>
    </message>
    <message>
        <source>Whose LiteLLM key pays.</source>
        <translation>Чей ключ LiteLLM платит.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Модель</translation>
    </message>
    <message>
        <source>Used when a request names none. May be empty.</source>
        <translation>Если запрос её не называет. Можно не заполнять.</translation>
    </message>
    <message>
        <source>The agent&apos;s id is missing.</source>
        <translation>Не указан идентификатор агента.</translation>
    </message>
    <message>
        <source>An id has neither spaces nor slashes.</source>
        <translation>В идентификаторе нет пробелов и косых черт.</translation>
    </message>
    <message>
        <source>Choose the user who pays.</source>
        <translation>Выберите пользователя, который платит.</translation>
    </message>
</context>
<context>
    <name>keyswitch::MappingCheck</name>
    <message>
        <source>Agent</source>
        <translation>Агент</translation>
    </message>
    <message>
        <source>No agent “%1” is mapped.</source>
        <translation>Агент «%1» не привязан.</translation>
    </message>
    <message>
        <source>Map it to a user: keyswitchd agent add --id %1 --user EMAIL</source>
        <translation>Привяжите его к пользователю: keyswitchd agent add --id %1 --user EMAIL</translation>
    </message>
    <message>
        <source>%1 is switched off.</source>
        <translation>%1: выключено.</translation>
    </message>
    <message>
        <source>Switch it on under Agents.</source>
        <translation>Включите его на странице «Агенты».</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Пользователь</translation>
    </message>
    <message>
        <source>Switch the user on under Users.</source>
        <translation>Включите пользователя на странице «Пользователи».</translation>
    </message>
    <message>
        <source>LiteLLM key</source>
        <translation>Ключ LiteLLM</translation>
    </message>
    <message>
        <source>%1 has none.</source>
        <translation>%1: ключа нет.</translation>
    </message>
    <message>
        <source>Set one under Users, or: keyswitchd user set-key --email %1</source>
        <translation>Задайте на странице «Пользователи» или так: keyswitchd user set-key --email %1</translation>
    </message>
    <message>
        <source>fingerprint %1</source>
        <translation>отпечаток %1</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Модель</translation>
    </message>
    <message>
        <source>Neither the agent nor the settings name one.</source>
        <translation>Её не называют ни агент, ни настройки.</translation>
    </message>
    <message>
        <source>Requests have to name their model.</source>
        <translation>Запросы должны называть модель сами.</translation>
    </message>
    <message>
        <source>Upstream</source>
        <translation>Сервер</translation>
    </message>
    <message>
        <source>the built-in mock</source>
        <translation>встроенный сервер</translation>
    </message>
    <message>
        <source>LiteLLM</source>
        <translation>LiteLLM</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>Вызвать</translation>
    </message>
    <message>
        <source>It would be refused; mend what failed above first.</source>
        <translation>Был бы отказ; сначала исправьте то, что не прошло выше.</translation>
    </message>
    <message>
        <source>Streamed call</source>
        <translation>Вызов потоком</translation>
    </message>
    <message>
        <source>The proxy is not running.</source>
        <translation>Прокси не запущен.</translation>
    </message>
    <message>
        <source>Start it: keyswitchd serve</source>
        <translation>Запустите: keyswitchd serve</translation>
    </message>
    <message>
        <source>First byte</source>
        <translation>Первый байт</translation>
    </message>
    <message>
        <source>No answer: %1</source>
        <translation>Нет ответа: %1</translation>
    </message>
    <message>
        <source>The answer broke off: %1</source>
        <translation>Ответ оборвался: %1</translation>
    </message>
    <message>
        <source>Answered %1: %2</source>
        <translation>Ответ %1: %2</translation>
    </message>
    <message>
        <source>The request is in the log with its id; the doctor looks at each connection.</source>
        <translation>Запрос есть в журнале по идентификатору; диагностика проверит каждое соединение.</translation>
    </message>
    <message>
        <source>Answered %1</source>
        <translation>Ответ %1</translation>
    </message>
</context>
<context>
    <name>keyswitch::MappingTestPage</name>
    <message>
        <source>Agent</source>
        <translation>Агент</translation>
    </message>
    <message>
        <source>Say hello and name your model.</source>
        <translation>Поздоровайся и назови свою модель.</translation>
    </message>
    <message>
        <source>What to ask</source>
        <translation>Что спросить</translation>
    </message>
    <message>
        <source>Explain only</source>
        <translation>Только объяснить</translation>
    </message>
    <message>
        <source>Says who pays and what would refuse, without calling anyone</source>
        <translation>Говорит, кто платит и что помешало бы, никого не вызывая</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>Вызвать</translation>
    </message>
    <message>
        <source>One real call, answered as a whole; it costs what it costs</source>
        <translation>Один настоящий вызов с ответом целиком; он стоит денег</translation>
    </message>
    <message>
        <source>Stream</source>
        <translation>Потоком</translation>
    </message>
    <message>
        <source>One real call, answered piece by piece (Ctrl+Enter)</source>
        <translation>Один настоящий вызов с ответом по частям (Ctrl+Enter)</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Стоп</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Ответ</translation>
    </message>
    <message>
        <source>The answer appears here as it comes.</source>
        <translation>Здесь появится ответ.</translation>
    </message>
    <message>
        <source>The same with curl</source>
        <translation>То же через curl</translation>
    </message>
    <message>
        <source>Step by step</source>
        <translation>По шагам</translation>
    </message>
    <message>
        <source>The same from outside</source>
        <translation>То же снаружи</translation>
    </message>
    <message>
        <source>No agent to test</source>
        <translation>Проверять некого</translation>
    </message>
    <message>
        <source>A mapping test shows, step by step, whose key pays for an agent&apos;s call. There is no agent yet.</source>
        <translation>Проверка по шагам показывает, чей ключ платит за вызов агента. Агентов пока нет.</translation>
    </message>
    <message>
        <source>Open agents</source>
        <translation>К агентам</translation>
    </message>
    <message>
        <source>who pays for this agent?</source>
        <translation>кто платит за этого агента?</translation>
    </message>
    <message>
        <source>Calls through the proxy go on working.</source>
        <translation>Вызовы через прокси продолжают работать.</translation>
    </message>
    <message>
        <source>Testing %1…</source>
        <translation>Проверяется %1…</translation>
    </message>
    <message>
        <source>It does not work: %1</source>
        <translation>Не работает: %1</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Остановлено</translation>
    </message>
    <message>
        <source>The steps so far are below.</source>
        <translation>Пройденные шаги — ниже.</translation>
    </message>
    <message>
        <source>The test gave no answer</source>
        <translation>Проверка не дала ответа</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>Попробуйте ещё раз.</translation>
    </message>
    <message>
        <source>It works, but look at this: %1</source>
        <translation>Работает, но обратите внимание: %1</translation>
    </message>
    <message>
        <source>Mapped right: %1 pays for %2</source>
        <translation>Привязка верна: за %2 платит %1</translation>
    </message>
    <message>
        <source>Nothing was called. Call or Stream goes through the whole path.</source>
        <translation>Никто не вызывался. «Вызвать» и «Потоком» проходят весь путь.</translation>
    </message>
    <message numerus="yes">
        <source>%n passed</source>
        <translation>
            <numerusform>%n пройден</numerusform>
            <numerusform>%n пройдено</numerusform>
            <numerusform>%n пройдено</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n to look at</source>
        <translation>
            <numerusform>%n с замечанием</numerusform>
            <numerusform>%n с замечаниями</numerusform>
            <numerusform>%n с замечаниями</numerusform>
        </translation>
    </message>
    <message>
        <source>streaming</source>
        <translation>поток</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>ожидание</translation>
    </message>
    <message>
        <source>Nothing tested yet</source>
        <translation>Проверки ещё не было</translation>
    </message>
    <message>
        <source>Explain says who would pay. Call and Stream really go through.</source>
        <translation>«Только объяснить» скажет, кто заплатил бы. «Вызвать» и «Потоком» вызывают на самом деле.</translation>
    </message>
    <message>
        <source>Mapping test</source>
        <translation>Проверка привязки</translation>
    </message>
</context>
<context>
    <name>keyswitch::Meter</name>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
</context>
<context>
    <name>keyswitch::NewAgentDialog</name>
    <message>
        <source>New agent</source>
        <translation>Новый агент</translation>
    </message>
    <message>
        <source>Create in Letta</source>
        <translation>Создать в Letta</translation>
    </message>
    <message>
        <source>Made in Letta, with its endpoint set to Keyswitch. If a step fails, what was made is taken back.</source>
        <translation>Создаётся в Letta, и его адрес сразу ведёт в Keyswitch. Если шаг не удастся, созданное убирается.</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Пользователь</translation>
    </message>
    <message>
        <source>Whose LiteLLM key pays.</source>
        <translation>Чей ключ LiteLLM платит.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Имя</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Модель</translation>
    </message>
    <message>
        <source>As LiteLLM calls it.</source>
        <translation>Как её называет LiteLLM.</translation>
    </message>
    <message>
        <source>There is no user yet</source>
        <translation>Пользователей пока нет</translation>
    </message>
    <message>
        <source>An agent is billed to the key of its user.</source>
        <translation>Агент оплачивается ключом своего пользователя.</translation>
    </message>
    <message>
        <source>Add a user on the Users page first.</source>
        <translation>Сначала добавьте пользователя на странице «Пользователи».</translation>
    </message>
    <message>
        <source>Choose the user who pays.</source>
        <translation>Выберите пользователя, который платит.</translation>
    </message>
    <message>
        <source>The name is missing.</source>
        <translation>Не указано имя.</translation>
    </message>
    <message>
        <source>The model is missing.</source>
        <translation>Не указана модель.</translation>
    </message>
    <message>
        <source>Its calls go through Keyswitch from now on. This endpoint was set in Letta:</source>
        <translation>Теперь его вызовы идут через Keyswitch. В Letta указан этот адрес:</translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation>Адрес</translation>
    </message>
    <message>
        <source>%1 is ready</source>
        <translation>%1: готово</translation>
    </message>
    <message>
        <source>Letta is not set up</source>
        <translation>Letta не настроена</translation>
    </message>
    <message>
        <source>Set LETTA_BASE_URL and LETTA_API_KEY and start again, or map an agent that exists.</source>
        <translation>Задайте LETTA_BASE_URL и LETTA_API_KEY и запустите снова или привяжите существующего агента.</translation>
    </message>
</context>
<context>
    <name>keyswitch::NewUserDialog</name>
    <message>
        <source>New user</source>
        <translation>Новый пользователь</translation>
    </message>
    <message>
        <source>Add user</source>
        <translation>Добавить</translation>
    </message>
    <message>
        <source>Someone whose agents call through Keyswitch. What they use is billed to their own LiteLLM key.</source>
        <translation>Тот, чьи агенты вызывают модели через Keyswitch. Расход оплачивается его собственным ключом LiteLLM.</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>Эл. почта</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Имя</translation>
    </message>
    <message>
        <source>May be empty.</source>
        <translation>Можно не заполнять.</translation>
    </message>
    <message>
        <source>LiteLLM key</source>
        <translation>Ключ LiteLLM</translation>
    </message>
    <message>
        <source>Kept encrypted and never shown again; only its fingerprint. It can also be set later.</source>
        <translation>Хранится в зашифрованном виде и больше не показывается, только отпечаток. Можно указать и позже.</translation>
    </message>
    <message>
        <source>The e-mail is missing: it is how the user is named.</source>
        <translation>Не указана эл. почта: по ней пользователя узнают.</translation>
    </message>
    <message>
        <source>This is not an e-mail address.</source>
        <translation>Это не адрес эл. почты.</translation>
    </message>
</context>
<context>
    <name>keyswitch::PageBody</name>
    <message>
        <source>Clear the filter</source>
        <translation>Очистить фильтр</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Повторить</translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation>Ничего не подходит</translation>
    </message>
    <message>
        <source>Nothing matches “%1”</source>
        <translation>Ничего не подходит под «%1»</translation>
    </message>
    <message>
        <source>What you see is as of %1.</source>
        <translation>Показаны данные на %1.</translation>
    </message>
</context>
<context>
    <name>keyswitch::RequestDetails</name>
    <message>
        <source>Time</source>
        <translation>Время</translation>
    </message>
    <message>
        <source>Tokens and cost</source>
        <translation>Токены и цена</translation>
    </message>
    <message>
        <source>Ids</source>
        <translation>Идентификаторы</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <comment>agent, model</comment>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Пользователь</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>неизвестен</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>Агент</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Вид</translation>
    </message>
    <message>
        <source>Failure</source>
        <translation>Сбой</translation>
    </message>
    <message>
        <source>Began</source>
        <translation>Начало</translation>
    </message>
    <message>
        <source>First byte</source>
        <translation>Первый байт</translation>
    </message>
    <message>
        <source>not yet</source>
        <translation>ещё нет</translation>
    </message>
    <message>
        <source>After it</source>
        <translation>После него</translation>
    </message>
    <message>
        <source>So far</source>
        <translation>Пока</translation>
    </message>
    <message>
        <source>In all</source>
        <translation>Всего</translation>
    </message>
    <message>
        <source>In</source>
        <translation>Вход</translation>
    </message>
    <message>
        <source>of these cached</source>
        <translation>из них из кэша</translation>
    </message>
    <message>
        <source>Out</source>
        <translation>Ответ</translation>
    </message>
    <message>
        <source>of these reasoning</source>
        <translation>из них рассуждения</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Цена</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>cost, where it comes from</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Отправлено</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Получено</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Запрос</translation>
    </message>
    <message>
        <source>LiteLLM call</source>
        <translation>Вызов LiteLLM</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Ответ</translation>
    </message>
</context>
<context>
    <name>keyswitch::RequestWords</name>
    <message>
        <source>waiting</source>
        <translation>ожидание</translation>
    </message>
    <message>
        <source>streaming</source>
        <translation>поток</translation>
    </message>
    <message>
        <source>client left</source>
        <translation>клиент ушёл</translation>
    </message>
    <message>
        <source>upstream cut</source>
        <translation>ответ оборван</translation>
    </message>
    <message>
        <source>%1 refused</source>
        <comment>HTTP status</comment>
        <translation>%1 отказ</translation>
    </message>
    <message>
        <source>%1 upstream</source>
        <comment>HTTP status</comment>
        <translation>%1 от сервера</translation>
    </message>
    <message>
        <source>%1 no answer</source>
        <comment>HTTP status</comment>
        <translation>%1 нет ответа</translation>
    </message>
    <message>
        <source>The upstream has not answered yet.</source>
        <translation>Сервер ещё не ответил.</translation>
    </message>
    <message>
        <source>The answer is on its way.</source>
        <translation>Ответ поступает.</translation>
    </message>
    <message>
        <source>Answered with status %1.</source>
        <translation>Ответ получен, статус %1.</translation>
    </message>
    <message>
        <source>The client left before the end; the upstream was told to stop. Tokens and cost are what was seen.</source>
        <translation>Клиент ушёл до конца, серверу сказано остановиться. Токены и цена — по тому, что было видно.</translation>
    </message>
    <message>
        <source>The upstream broke off after its answer had begun. The client was told so.</source>
        <translation>Сервер оборвал начатый ответ. Клиенту об этом сказано.</translation>
    </message>
    <message>
        <source>Keyswitch refused it with status %1. Nothing was sent on and nothing was billed.</source>
        <translation>Keyswitch отказал со статусом %1. Дальше ничего не ушло и ничего не списано.</translation>
    </message>
    <message>
        <source>The upstream answered with an error, passed on with status %1.</source>
        <translation>Сервер ответил ошибкой, она передана со статусом %1.</translation>
    </message>
    <message>
        <source>The upstream gave no answer; the client got status %1.</source>
        <translation>Сервер не ответил; клиент получил статус %1.</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>Чат</translation>
    </message>
    <message>
        <source>Completion</source>
        <translation>Дополнение</translation>
    </message>
    <message>
        <source>Response</source>
        <translation>Ответ (responses)</translation>
    </message>
    <message>
        <source>Embedding</source>
        <translation>Эмбеддинг</translation>
    </message>
    <message>
        <source>List of models</source>
        <translation>Список моделей</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Другое</translation>
    </message>
    <message>
        <source>%1, streamed</source>
        <comment>kind of request</comment>
        <translation>%1, потоком</translation>
    </message>
    <message>
        <source>no price was said</source>
        <translation>цена не названа</translation>
    </message>
    <message>
        <source>as LiteLLM said</source>
        <translation>по данным LiteLLM</translation>
    </message>
    <message>
        <source>by the price list</source>
        <translation>по прейскуранту</translation>
    </message>
    <message>
        <source>estimated from what was seen</source>
        <translation>оценка по тому, что было видно</translation>
    </message>
</context>
<context>
    <name>keyswitch::SearchField</name>
    <message>
        <source>Clear the filter</source>
        <translation>Очистить фильтр</translation>
    </message>
</context>
<context>
    <name>keyswitch::SetKeyDialog</name>
    <message>
        <source>LiteLLM key of %1</source>
        <translation>Ключ LiteLLM: %1</translation>
    </message>
    <message>
        <source>Set key</source>
        <translation>Задать ключ</translation>
    </message>
    <message>
        <source>There is no key yet: calls of this user&apos;s agents are refused.</source>
        <translation>Ключа ещё нет: вызовы агентов этого пользователя отклоняются.</translation>
    </message>
    <message>
        <source>The key with the fingerprint %1 is replaced. Calls that run go on with it.</source>
        <translation>Ключ с отпечатком %1 будет заменён. Идущие вызовы закончатся с ним.</translation>
    </message>
    <message>
        <source>New key</source>
        <translation>Новый ключ</translation>
    </message>
    <message>
        <source>Kept encrypted and never shown again; only its fingerprint.</source>
        <translation>Хранится в зашифрованном виде и больше не показывается, только отпечаток.</translation>
    </message>
    <message>
        <source>The key is missing.</source>
        <translation>Не указан ключ.</translation>
    </message>
</context>
<context>
    <name>keyswitch::Sidebar</name>
    <message>
        <source>needs a look</source>
        <translation>требует внимания</translation>
    </message>
    <message>
        <source>broken</source>
        <translation>не работает</translation>
    </message>
    <message>
        <source>running</source>
        <translation>работает</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Страницы</translation>
    </message>
</context>
<context>
    <name>keyswitch::StatusBridge</name>
    <message>
        <source>does not answer</source>
        <translation>не отвечает</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Работает</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Остановлен</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Прокси</translation>
    </message>
    <message>
        <source>Spend today</source>
        <translation>За сегодня</translation>
    </message>
    <message numerus="yes">
        <source>The cost of %n request(s) is unknown.</source>
        <translation>
            <numerusform>Цена %n запроса неизвестна.</numerusform>
            <numerusform>Цена %n запросов неизвестна.</numerusform>
            <numerusform>Цена %n запросов неизвестна.</numerusform>
        </translation>
    </message>
    <message>
        <source>req/min</source>
        <translation>запр./мин</translation>
    </message>
    <message>
        <source>running</source>
        <translation>в работе</translation>
    </message>
</context>
<context>
    <name>keyswitch::StepList</name>
    <message>
        <source>well</source>
        <translation>в порядке</translation>
    </message>
    <message>
        <source>not reached</source>
        <translation>не дошло</translation>
    </message>
    <message>
        <source>needs a look</source>
        <translation>требует внимания</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>не удалось</translation>
    </message>
    <message>
        <source>running</source>
        <translation>работает</translation>
    </message>
</context>
<context>
    <name>keyswitch::StepRow</name>
    <message>
        <source>Address</source>
        <translation>Адрес</translation>
    </message>
</context>
<context>
    <name>keyswitch::StoreWatch</name>
    <message numerus="yes">
        <source>%n request(s) since the start have no row</source>
        <translation>
            <numerusform>%n запрос с момента запуска остался без строки</numerusform>
            <numerusform>%n запроса с момента запуска остались без строки</numerusform>
            <numerusform>%n запросов с момента запуска остались без строки</numerusform>
        </translation>
    </message>
    <message>
        <source>New calls are refused until it can be written again (store.when_full = refuse).</source>
        <translation>Новые вызовы отклоняются, пока запись не заработает (store.when_full = refuse).</translation>
    </message>
    <message>
        <source>Calls are answered without being accounted (store.when_full = serve).</source>
        <translation>Вызовы обслуживаются без учёта (store.when_full = serve).</translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) wait in memory.</source>
        <translation>
            <numerusform>%n запрос ждёт в памяти.</numerusform>
            <numerusform>%n запроса ждут в памяти.</numerusform>
            <numerusform>%n запросов ждут в памяти.</numerusform>
        </translation>
    </message>
    <message>
        <source>Requests are written to disk again.</source>
        <translation>Запросы снова записываются на диск.</translation>
    </message>
</context>
<context>
    <name>keyswitch::TablePage</name>
    <message>
        <source>State</source>
        <translation>Состояние</translation>
    </message>
</context>
<context>
    <name>keyswitch::ThemeButton</name>
    <message>
        <source>Theme</source>
        <translation>Тема</translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation>Как в системе</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Светлая</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Тёмная</translation>
    </message>
</context>
<context>
    <name>keyswitch::TopBar</name>
    <message>
        <source>Copied %1</source>
        <translation>Скопировано: %1</translation>
    </message>
</context>
<context>
    <name>keyswitch::TrafficPresenter</name>
    <message>
        <source>State</source>
        <translation>Состояние</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Время</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>Агент</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Пользователь</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Модель</translation>
    </message>
    <message>
        <source>1st token</source>
        <translation>1-й токен</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Длит.</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Токены</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Цена</translation>
    </message>
</context>
<context>
    <name>keyswitch::UserDetails</name>
    <message>
        <source>Set key…</source>
        <translation>Задать ключ…</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Сегодня</translation>
    </message>
    <message>
        <source>Disable</source>
        <translation>Выключить</translation>
    </message>
    <message>
        <source>Enable</source>
        <translation>Включить</translation>
    </message>
    <message>
        <source>No LiteLLM key</source>
        <translation>Нет ключа LiteLLM</translation>
    </message>
    <message>
        <source>Calls of this user&apos;s agents are refused until there is one.</source>
        <translation>Пока ключа нет, вызовы агентов этого пользователя отклоняются.</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>Эл. почта</translation>
    </message>
    <message>
        <source>LiteLLM key</source>
        <translation>Ключ LiteLLM</translation>
    </message>
    <message>
        <source>none</source>
        <translation>нет</translation>
    </message>
    <message>
        <source>Agents</source>
        <translation>Агенты</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>Добавлен</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Запросы</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Ошибки</translation>
    </message>
    <message>
        <source>Tokens in</source>
        <translation>Токены: вход</translation>
    </message>
    <message>
        <source>Tokens out</source>
        <translation>Токены: ответ</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Цена</translation>
    </message>
</context>
<context>
    <name>keyswitch::UserPicker</name>
    <message>
        <source>Choose a user</source>
        <translation>Выберите пользователя</translation>
    </message>
    <message>
        <source>%1 – %2</source>
        <comment>name, e-mail</comment>
        <translation>%1 – %2</translation>
    </message>
</context>
<context>
    <name>keyswitch::UsersPage</name>
    <message>
        <source>Users</source>
        <translation>Пользователи</translation>
    </message>
    <message>
        <source>Filter: name, e-mail, state:nokey</source>
        <translation>Фильтр: имя, эл. почта, state:nokey</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Все</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>Без ключа</translation>
    </message>
    <message>
        <source>Disabled</source>
        <translation>Выключены</translation>
    </message>
    <message>
        <source>New user…</source>
        <translation>Новый пользователь…</translation>
    </message>
    <message>
        <source>No users yet</source>
        <translation>Пользователей пока нет</translation>
    </message>
    <message>
        <source>A user is someone whose LiteLLM key pays for agents. Add the first, then map an agent to them.</source>
        <translation>Пользователь — тот, чей ключ LiteLLM платит за агентов. Добавьте первого, затем привяжите к нему агента.</translation>
    </message>
    <message>
        <source>Or press</source>
        <translation>Или нажмите</translation>
    </message>
    <message>
        <source>Set key…</source>
        <translation>Задать ключ…</translation>
    </message>
    <message>
        <source>Disable</source>
        <translation>Выключить</translation>
    </message>
    <message>
        <source>not loaded</source>
        <translation>не загружено</translation>
    </message>
    <message>
        <source>Calls through the proxy go on working.</source>
        <translation>Вызовы через прокси продолжают работать.</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>ещё нет</translation>
    </message>
    <message numerus="yes">
        <source>%n user(s)</source>
        <translation>
            <numerusform>%n пользователь</numerusform>
            <numerusform>%n пользователя</numerusform>
            <numerusform>%n пользователей</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) are hidden by the filter.</source>
        <translation>
            <numerusform>Фильтр скрывает %n пользователя.</numerusform>
            <numerusform>Фильтр скрывает %n пользователей.</numerusform>
            <numerusform>Фильтр скрывает %n пользователей.</numerusform>
        </translation>
    </message>
    <message>
        <source>Enable</source>
        <translation>Включить</translation>
    </message>
    <message>
        <source>%1 is enabled</source>
        <translation>%1: доступ включён</translation>
    </message>
    <message>
        <source>%1 is disabled</source>
        <translation>%1: доступ выключен</translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) enabled</source>
        <translation>
            <numerusform>Включён %n пользователь</numerusform>
            <numerusform>Включены %n пользователя</numerusform>
            <numerusform>Включено %n пользователей</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) disabled</source>
        <translation>
            <numerusform>Выключен %n пользователь</numerusform>
            <numerusform>Выключены %n пользователя</numerusform>
            <numerusform>Выключено %n пользователей</numerusform>
        </translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Отменить</translation>
    </message>
    <message>
        <source>The key of %1 is set</source>
        <translation>Ключ задан: %1</translation>
    </message>
</context>
<context>
    <name>keyswitch::UsersPresenter</name>
    <message>
        <source>disabled</source>
        <comment>user</comment>
        <translation>выключен</translation>
    </message>
    <message>
        <source>no key</source>
        <comment>user</comment>
        <translation>нет ключа</translation>
    </message>
    <message>
        <source>ready</source>
        <comment>user</comment>
        <translation>готов</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>user, its state</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>Без ключа</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Пользователь</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>Эл. почта</translation>
    </message>
    <message>
        <source>LiteLLM key</source>
        <translation>Ключ LiteLLM</translation>
    </message>
    <message>
        <source>Agents</source>
        <translation>Агенты</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Запросы</translation>
    </message>
    <message>
        <source>Cost today</source>
        <translation>Цена за день</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>Добавлен</translation>
    </message>
</context>
<context>
    <name>keyswitch::Wording</name>
    <message>
        <source>%1 M</source>
        <comment>millions</comment>
        <translation>%1 млн</translation>
    </message>
    <message>
        <source>unknown</source>
        <comment>cost</comment>
        <translation>неизвестно</translation>
    </message>
    <message>
        <source>≥ %1</source>
        <comment>at least this cost</comment>
        <translation>≥ %1</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 мс</translation>
    </message>
    <message>
        <source>%1 s</source>
        <comment>seconds</comment>
        <translation>%1 с</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 мин %2 с</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 ч %2 мин</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>date, time</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>now</source>
        <translation>сейчас</translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <translation>%1 мин назад</translation>
    </message>
    <message>
        <source>%1 h ago</source>
        <translation>%1 ч назад</translation>
    </message>
    <message>
        <source>yesterday, %1</source>
        <translation>вчера, %1</translation>
    </message>
</context>
<context>
    <name>keyswitch::Words</name>
    <message>
        <source>A file of that name exists already</source>
        <translation>Файл с таким именем уже есть</translation>
    </message>
    <message>
        <source>Choose another name; nothing is written over.</source>
        <translation>Выберите другое имя: поверх ничего не пишется.</translation>
    </message>
    <message>
        <source>The export cannot be written</source>
        <translation>Экспорт не записывается</translation>
    </message>
    <message>
        <source>Free some space there, or choose another file.</source>
        <translation>Освободите там место или выберите другой файл.</translation>
    </message>
</context>
</TS>
