/* A stand-in for a chat client: AliWorkbench.exe TITLE X Y WIDTH HEIGHT LOG [BUSY_MS]
 *
 * One window with a menu and an edit box. What happens to it goes into LOG, one line an event
 * ("<ms> <event> <more>"); the text of the box is always in LOG.txt, as UTF-8.
 *
 * Wine 8 raises none of the events that docking needs (foreground, place, name, shown, minimised).
 * Windows raises them itself; here the program does, at the same moments. So their way from another
 * process into Banhua is real, only their source is not.
 */
#include <windows.h>
#include <shellapi.h>
#include <stdarg.h>
#include <stdio.h>

/* What a test may ask for, by PostMessage or SendMessage. */
enum {
    ASK_BUSY = WM_APP + 1, /* take the next pastes wParam ms late, as a busy page does */
    ASK_CLEAR,             /* empty the box */
    ASK_SELECT,            /* select all that is in it */
    ASK_HANG,              /* answer nothing for wParam ms */
};

static HWND box;
static WNDPROC box_before;
static FILE *events;
static WCHAR text_file[MAX_PATH], part_file[MAX_PATH];
static DWORD busy_ms;
static BOOL was_minimized;

static void note(const char *format, ...)
{
    va_list values;
    fprintf(events, "%lu ", GetTickCount());
    va_start(values, format);
    vfprintf(events, format, values);
    va_end(values);
    fputc('\n', events);
    fflush(events);
}

/* A line with the title of this moment: it says whose chat the text went to. */
static void note_titled(const char *event, HWND window)
{
    static WCHAR wide[512];
    static char title[2048];
    GetWindowTextW(window, wide, 512);
    WideCharToMultiByte(CP_UTF8, 0, wide, -1, title, sizeof title, NULL, NULL);
    note("%s %s", event, title);
}

/* Whole or not at all: a test may read it at any time. */
static void write_text(void)
{
    static WCHAR wide[1 << 16];
    static char text[1 << 18];
    int length = GetWindowTextW(box, wide, 1 << 16);
    int size = WideCharToMultiByte(CP_UTF8, 0, wide, length, text, sizeof text, NULL, NULL);
    FILE *file = _wfopen(part_file, L"wb");
    if (!file)
        return;
    fwrite(text, 1, size, file);
    fclose(file);
    MoveFileExW(part_file, text_file, MOVEFILE_REPLACE_EXISTING);
}

static void raise_event(HWND window, DWORD event)
{
    NotifyWinEvent(event, window, OBJID_WINDOW, CHILDID_SELF);
}

static void raise_events(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    if (message == WM_ACTIVATEAPP && wparam)
        raise_event(window, EVENT_SYSTEM_FOREGROUND);
    if (message == WM_SETTEXT)
        raise_event(window, EVENT_OBJECT_NAMECHANGE);
    if (message == WM_WINDOWPOSCHANGED) {
        UINT flags = ((WINDOWPOS *)lparam)->flags;
        BOOL minimized = IsIconic(window);
        if (flags & SWP_SHOWWINDOW)
            raise_event(window, EVENT_OBJECT_SHOW);
        if (flags & SWP_HIDEWINDOW)
            raise_event(window, EVENT_OBJECT_HIDE);
        if (minimized != was_minimized)
            raise_event(window, minimized ? EVENT_SYSTEM_MINIMIZESTART : EVENT_SYSTEM_MINIMIZEEND);
        was_minimized = minimized;
        if ((flags & (SWP_NOMOVE | SWP_NOSIZE)) != (SWP_NOMOVE | SWP_NOSIZE))
            raise_event(window, EVENT_OBJECT_LOCATIONCHANGE);
    }
}

static LRESULT CALLBACK box_procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    LRESULT result;
    switch (message) {
    case WM_KEYDOWN:
    case WM_SYSKEYDOWN:
        note("down %02x", (unsigned)wparam);
        break;
    case WM_KEYUP:
    case WM_SYSKEYUP:
        note("up %02x", (unsigned)wparam);
        break;
    case WM_CHAR:
        note("char %04x", (unsigned)wparam);
        break;
    case WM_SETFOCUS:
        note("focus");
        break;
    case WM_KILLFOCUS:
        note("blur");
        break;
    case WM_PASTE:
        if (busy_ms)
            Sleep(busy_ms);
        result = CallWindowProcW(box_before, window, message, wparam, lparam);
        note_titled("paste", GetParent(window));
        return result;
    case WM_SETTEXT: /* brings no EN_CHANGE in a box of several lines */
        result = CallWindowProcW(box_before, window, message, wparam, lparam);
        write_text();
        return result;
    }
    return CallWindowProcW(box_before, window, message, wparam, lparam);
}

static LRESULT handle(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    switch (message) {
    case ASK_BUSY:
        busy_ms = (DWORD)wparam;
        return 1;
    case ASK_CLEAR:
        SetWindowTextW(box, L"");
        return 1;
    case ASK_SELECT:
        SendMessageW(box, EM_SETSEL, 0, -1);
        return 1;
    case ASK_HANG:
        Sleep((DWORD)wparam);
        return 1;
    case WM_SIZE:
        if (box)
            MoveWindow(box, 0, 0, LOWORD(lparam), HIWORD(lparam), TRUE);
        return 0;
    case WM_SETFOCUS:
        if (box)
            SetFocus(box);
        return 0;
    case WM_ENTERMENULOOP:
        note("menu");
        break;
    case WM_COMMAND:
        if (HIWORD(wparam) == EN_CHANGE)
            write_text();
        break;
    case WM_DESTROY:
        PostQuitMessage(0);
        break;
    }
    return DefWindowProcW(window, message, wparam, lparam);
}

static LRESULT CALLBACK procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    LRESULT result;
    if (message == WM_DESTROY)
        raise_event(window, EVENT_OBJECT_DESTROY);
    result = handle(window, message, wparam, lparam);
    raise_events(window, message, wparam, lparam);
    if (message == WM_SETTEXT)
        note_titled("title", window);
    return result;
}

static HMENU menu(void)
{
    HMENU bar = CreateMenu(), file = CreatePopupMenu();
    AppendMenuW(file, MF_STRING, 1, L"&Open");
    AppendMenuW(bar, MF_POPUP, (UINT_PTR)file, L"&File");
    return bar;
}

int main(void)
{
    int count;
    WCHAR **values = CommandLineToArgvW(GetCommandLineW(), &count);
    HINSTANCE instance = GetModuleHandleW(NULL);
    WNDCLASSW kind = {0};
    HWND window;
    MSG message;

    if (count < 7)
        return 2;
    swprintf(text_file, MAX_PATH, L"%ls.txt", values[6]);
    swprintf(part_file, MAX_PATH, L"%ls.part", values[6]);
    events = _wfopen(values[6], L"wb");
    if (!events)
        return 3;
    busy_ms = count > 7 ? (DWORD)_wtoi(values[7]) : 0;
    kind.lpfnWndProc = procedure;
    kind.hInstance = instance;
    kind.lpszClassName = L"StandInChat";
    kind.hCursor = LoadCursor(NULL, IDC_ARROW);
    kind.hbrBackground = (HBRUSH)(COLOR_WINDOW + 1);
    RegisterClassW(&kind);
    window = CreateWindowW(L"StandInChat", values[1], WS_OVERLAPPEDWINDOW, _wtoi(values[2]),
                           _wtoi(values[3]), _wtoi(values[4]), _wtoi(values[5]), NULL, menu(),
                           instance, NULL);
    box = CreateWindowW(L"EDIT", L"",
                        WS_CHILD | WS_VISIBLE | WS_VSCROLL | ES_MULTILINE | ES_AUTOVSCROLL |
                            ES_WANTRETURN,
                        0, 0, 100, 100, window, (HMENU)7, instance, NULL);
    SendMessageW(box, EM_SETLIMITTEXT, 0, 0);
    box_before = (WNDPROC)SetWindowLongPtrW(box, GWLP_WNDPROC, (LONG_PTR)box_procedure);
    write_text();
    ShowWindow(window, SW_SHOW);
    SetForegroundWindow(window);
    SetFocus(box);
    note("window %lu %lu %lu", (unsigned long)(ULONG_PTR)window,
         (unsigned long)(ULONG_PTR)box, GetCurrentProcessId());
    while (GetMessageW(&message, NULL, 0, 0) > 0) {
        TranslateMessage(&message);
        DispatchMessageW(&message);
    }
    return 0;
}
