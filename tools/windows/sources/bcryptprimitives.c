/* bcryptprimitives.dll, part of Windows, which Wine 8 has not: the one function that Rust's standard
   library asks for, and with it the package cryptography. Random bytes come from the system. */
#include <windows.h>
#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(BYTE *data, SIZE_T length)
{
    while (length) {
        ULONG part = length > 0x10000 ? 0x10000 : (ULONG)length;
        if (!RtlGenRandom(data, part))
            ExitProcess(99); /* the real one never fails, so nobody looks at the result */
        data += part;
        length -= part;
    }
    return TRUE;
}
