// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace keyswitch
{

// A doubly linked list whose links live in the members themselves, so that joining and leaving cost no allocation and
// an element may leave in the middle of a walk. One thread. Elements leave before they die.
template <typename T> struct ListHook {
    explicit ListHook(T *element)
        : owner(element)
    {
    }
    ListHook(const ListHook &) = delete;
    ListHook &operator=(const ListHook &) = delete;

    bool linked() const { return next != nullptr; }
    void unlink()
    {
        if (!linked())
            return;
        previous->next = next;
        next->previous = previous;
        previous = next = nullptr;
    }

    T *owner;
    ListHook *previous = nullptr;
    ListHook *next = nullptr;
};

template <typename T> class IntrusiveList
{
public:
    IntrusiveList() { m_head.previous = m_head.next = &m_head; }

    bool empty() const { return m_head.next == &m_head; }
    void append(ListHook<T> &hook)
    {
        hook.previous = m_head.previous;
        hook.next = &m_head;
        m_head.previous->next = &hook;
        m_head.previous = &hook;
    }
    T *takeFirst()
    {
        ListHook<T> *first = m_head.next;
        first->unlink();
        return first->owner;
    }
    // visit(T &) may unlink the element it is given, no other.
    template <typename Visit> void forEach(Visit &&visit)
    {
        for (ListHook<T> *hook = m_head.next; hook != &m_head;) {
            ListHook<T> *following = hook->next;
            visit(*hook->owner);
            hook = following;
        }
    }

private:
    ListHook<T> m_head{nullptr};
};

} // namespace keyswitch
