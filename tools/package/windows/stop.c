/* stop.exe FOLDER: ends what runs from this folder, as the end of a session would.

   Each visible window gets WM_QUERYENDSESSION and WM_ENDSESSION, which is what Windows' Restart
   Manager sends; what is still there after ten seconds is terminated.
   Exit codes: 0 nothing ran, 1 it left by itself, 2 it had to be terminated, 3 it is still there. */
#include <windows.h>
#include <tlhelp32.h>
#include <wchar.h>

#define LONGEST 32768
#define MOST 256      /* processes */
#define STEP_MS 100
#define LEAVE_STEPS 100 /* ten seconds: the program finishes its writes and may ask the keyring */
#define KILL_STEPS 20
#define ANSWER_MS 5000
#define CLOSE_APP 1   /* ENDSESSION_CLOSEAPP: files are to be replaced, the session goes on */

static wchar_t folder[LONGEST];
static size_t length;
static DWORD found[MOST];
static int count;

static BOOL runs_from_folder(DWORD id) {
    static wchar_t image[LONGEST];
    DWORD size = LONGEST;
    HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, 0, id);
    if (!process) return FALSE;
    BOOL known = QueryFullProcessImageNameW(process, 0, image, &size);
    CloseHandle(process);
    /* The uninstaller may run from there itself. */
    return known && !_wcsnicmp(image, folder, length) && image[length] == L'\\' && !wcsstr(image + length, L"uninstall");
}

static int find(void) {
    PROCESSENTRY32W entry = {.dwSize = sizeof entry};
    HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    count = 0;
    for (BOOL more = Process32FirstW(all, &entry); more; more = Process32NextW(all, &entry))
        if (count < MOST && entry.th32ProcessID != GetCurrentProcessId() && runs_from_folder(entry.th32ProcessID))
            found[count++] = entry.th32ProcessID;
    CloseHandle(all);
    return count;
}

static BOOL CALLBACK ask(HWND window, LPARAM unused) {
    DWORD owner = 0;
    DWORD_PTR agreed = 0;
    (void)unused;
    GetWindowThreadProcessId(window, &owner);
    for (int i = 0; i < count; i++)
        if (found[i] == owner && IsWindowVisible(window) &&
            SendMessageTimeoutW(window, WM_QUERYENDSESSION, 0, CLOSE_APP, SMTO_ABORTIFHUNG, ANSWER_MS, &agreed) && agreed)
            SendMessageTimeoutW(window, WM_ENDSESSION, TRUE, CLOSE_APP, SMTO_ABORTIFHUNG, ANSWER_MS, &agreed);
    return TRUE;
}

static BOOL gone_within(int steps) {
    for (; steps > 0; steps--) {
        if (!find()) return TRUE;
        Sleep(STEP_MS);
    }
    return FALSE;
}

int WINAPI wWinMain(HINSTANCE own, HINSTANCE before, LPWSTR line, int show) {
    (void)own, (void)before, (void)line, (void)show;
    if (__argc < 2) return 3;
    lstrcpynW(folder, __wargv[1], LONGEST);
    length = wcslen(folder);
    if (!find()) return 0;
    EnumWindows(ask, 0);
    if (gone_within(LEAVE_STEPS)) return 1;
    for (int i = 0; i < count; i++) {
        HANDLE process = OpenProcess(PROCESS_TERMINATE, 0, found[i]);
        if (process) TerminateProcess(process, 1), CloseHandle(process);
    }
    return gone_within(KILL_STEPS) ? 2 : 3;
}
