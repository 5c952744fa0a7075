// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QCoreApplication;
class QLocale;

namespace keyswitch
{

// Installs our words and Qt's for this language, when there are any: English is in the code. Before any widget is made.
// False when the language is not English and we have no words for it.
bool installLanguage(QCoreApplication &application, const QLocale &locale);

} // namespace keyswitch
