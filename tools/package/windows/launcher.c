/* banhua.exe: starts the Python in runtime\ with the program in app\. Built twice: windowed, and
   with -DCONSOLE as banhua-cli.exe, since a windowed program shows nothing in a console.

   python311.dll is loaded by its path and asked for Py_Main, so no headers of Python are needed.
   The program starts itself again as [sys.executable, main.pyc, ...] and its helpers as
   [sys.executable, "-m", NAME]; both end here. */
#include <windows.h>
#include <stdlib.h>
#include <wchar.h>

#define LONGEST 32768 /* characters of a path */
#define NO_START 3    /* exit code: the installation is not whole */

typedef int (*PyMain)(int, wchar_t **);

static wchar_t folder[LONGEST], file[LONGEST + 64], text[LONGEST + 512];

static int fail(const wchar_t *what) {
    DWORD error = GetLastError();
    _snwprintf(text, LONGEST + 511,
               L"\x4f34\x8bdd\x65e0\x6cd5\x542f\x52a8:%ls (%lu)\n" /* 伴话无法启动 */
               L"\x8bf7\x91cd\x65b0\x5b89\x88c5\x3002\n",          /* 请重新安装。 */
               what, error);
#ifdef CONSOLE
    DWORD written;
    WriteConsoleW(GetStdHandle(STD_ERROR_HANDLE), text, lstrlenW(text), &written, 0);
#else
    MessageBoxW(0, text, L"\x4f34\x8bdd", MB_ICONERROR); /* 伴话 */
#endif
    return NO_START;
}

static void find_folder(void) {
    DWORD length = GetModuleFileNameW(0, folder, LONGEST - 1);
    while (length && folder[length - 1] != L'\\') length--;
    folder[length] = 0;
}

static const wchar_t *in_folder(const wchar_t *name) {
    lstrcpyW(file, folder);
    lstrcatW(file, name);
    return file;
}

static PyMain load(void) {
    /* Libraries come from runtime\ and System32 (and what PySide6 adds), never from the current
       folder or PATH, where any program may have put one. */
    SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_SYSTEM32 | LOAD_LIBRARY_SEARCH_USER_DIRS);
    AddDllDirectory(in_folder(L"runtime"));
    HMODULE python = LoadLibraryExW(in_folder(L"runtime\\python311.dll"), 0,
                                    LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_DEFAULT_DIRS);
    return python ? (PyMain)(void *)GetProcAddress(python, "Py_Main") : 0;
}

static int is_main(const wchar_t *argument) {
    static const wchar_t name[] = L"main.pyc";
    size_t length = wcslen(argument), own = wcslen(name);
    return length >= own && !_wcsicmp(argument + length - own, name);
}

static int start(int count, wchar_t **arguments) {
    /* Another program's Qt plug-ins would be loaded into ours. */
    static const wchar_t *dropped[] = {L"QT_PLUGIN_PATH", L"QT_QPA_PLATFORM_PLUGIN_PATH", L"QT_STYLE_OVERRIDE"};
    for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++) SetEnvironmentVariableW(dropped[i], 0);
    find_folder();
    PyMain run = load();
    if (!run) return fail(file);
    wchar_t **passed = malloc((count + 5) * sizeof *passed);
    if (!passed) return fail(L"memory");
    int n = 0, next = 1;
    passed[n++] = arguments[0];
    /* python311._pth alone still lets PYTHONINSPECT, PYTHONOPTIMIZE and others in. */
    passed[n++] = L"-I";
    passed[n++] = L"-B";
    if (count < 2 || wcscmp(arguments[1], L"-m")) {
        if (count > 1 && is_main(arguments[1])) next = 2;
        passed[n++] = (wchar_t *)in_folder(L"app\\main.pyc");
    }
    while (next < count) passed[n++] = arguments[next++];
    passed[n] = 0;
    return run(n, passed);
}

#ifdef CONSOLE
int wmain(int count, wchar_t **arguments) { return start(count, arguments); }
#else
int WINAPI wWinMain(HINSTANCE own, HINSTANCE before, LPWSTR line, int show) {
    (void)own, (void)before, (void)line, (void)show;
    return start(__argc, __wargv);
}
#endif
