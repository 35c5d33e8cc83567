/* python.exe and, linked with -mwindows, pythonw.exe: hands its command line to python311.dll. */
#include <stdio.h>
#include <windows.h>

typedef int (*python_main)(int, wchar_t **);

int wmain(int argc, wchar_t **argv)
{
    HMODULE python = LoadLibraryW(L"python311.dll");
    python_main start = python ? (python_main)(void *)GetProcAddress(python, "Py_Main") : NULL;
    if (!start) {
        fprintf(stderr, "python311.dll cannot be loaded: error %lu\n", GetLastError());
        return 99;
    }
    return start(argc, argv);
}
