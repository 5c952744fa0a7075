// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProxyStyle>

class QStyleOptionButton;
class QStyleOptionHeader;
class QStyleOptionMenuItem;
class QStyleOptionSlider;
class QStyleOptionTab;

namespace keyswitch
{

// Fusion underneath, tokens on top, no style sheet anywhere: Qt does not support style sheets together with a style of
// one's own, and a sheet could not colour delegates and charts. What the windows use is drawn here, the rest is Fusion
// with our palette. GUI thread.
//
// keyswitchstyle.cpp has sizes, hints and places; …primitives.cpp grounds, edges and boxes; …controls.cpp labels,
// headers, tabs and menus; …complex.cpp scroll bars, combo boxes, spin boxes and sliders.
class KeyswitchStyle : public QProxyStyle
{
    Q_OBJECT
public:
    KeyswitchStyle();

    int pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const override;
    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                  QStyleHintReturn *answer) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                           const QWidget *widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                         const QWidget *widget) const override;

    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override;
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                     const QWidget *widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                            const QWidget *widget) const override;

    using QProxyStyle::polish;
    void polish(QWidget *widget) override;

private:
    void drawButtonGround(const QStyleOption *option, QPainter *painter, const QWidget *widget) const;
    void drawField(const QStyleOption *option, QPainter *painter, const QWidget *widget, bool filled) const;
    void drawCheckBox(const QStyleOption *option, QPainter *painter) const;
    void drawRadioButton(const QStyleOption *option, QPainter *painter) const;

    void drawButtonLabel(const QStyleOptionButton *option, QPainter *painter, const QWidget *widget) const;
    void drawHeaderSection(const QStyleOption *option, QPainter *painter) const;
    void drawHeaderLabel(const QStyleOptionHeader *option, QPainter *painter) const;
    void drawTab(const QStyleOptionTab *option, QPainter *painter) const;
    void drawMenuItem(const QStyleOptionMenuItem *option, QPainter *painter) const;

    QRect scrollBarPart(const QStyleOptionSlider *option, SubControl part) const;
    void drawScrollBar(const QStyleOptionSlider *option, QPainter *painter) const;
    void drawComboBox(const QStyleOptionComplex *option, QPainter *painter) const;
    void drawSpinBox(const QStyleOptionComplex *option, QPainter *painter, const QWidget *widget) const;
};

} // namespace keyswitch
