/* identify.exe SHORTCUT ID: writes the AppUserModelID into a shortcut, which NSIS cannot.

   Windows groups the taskbar button and files notices under the shortcut that has the id which
   the running program sets. Exit codes: 0 written, 1 not. */
#define COBJMACROS
#define INITGUID
#include <windows.h>
#include <initguid.h>
#include <shobjidl.h>
#include <shlguid.h>
#include <propsys.h>

/* PKEY_AppUserModel_ID, from propkey.h of the Windows SDK. */
static const PROPERTYKEY app_id = {
    {0x9f4c2855, 0x9f79, 0x4b39, {0xa8, 0xd0, 0xe1, 0xd4, 0x2d, 0xe1, 0xd5, 0xf3}}, 5};

static HRESULT write_id(IShellLinkW *link, wchar_t *id) {
    PROPVARIANT value = {.vt = VT_LPWSTR, .pwszVal = id};
    IPropertyStore *store;
    HRESULT result = IShellLinkW_QueryInterface(link, &IID_IPropertyStore, (void **)&store);
    if (FAILED(result)) return result;
    result = IPropertyStore_SetValue(store, &app_id, &value);
    if (SUCCEEDED(result)) result = IPropertyStore_Commit(store);
    IPropertyStore_Release(store);
    return result;
}

static HRESULT identify(wchar_t *shortcut, wchar_t *id) {
    IShellLinkW *link;
    IPersistFile *file;
    HRESULT result = CoCreateInstance(&CLSID_ShellLink, 0, CLSCTX_INPROC_SERVER, &IID_IShellLinkW, (void **)&link);
    if (FAILED(result)) return result;
    result = IShellLinkW_QueryInterface(link, &IID_IPersistFile, (void **)&file);
    if (SUCCEEDED(result)) {
        result = IPersistFile_Load(file, shortcut, STGM_READWRITE);
        if (SUCCEEDED(result)) result = write_id(link, id);
        if (SUCCEEDED(result)) result = IPersistFile_Save(file, shortcut, TRUE);
        IPersistFile_Release(file);
    }
    IShellLinkW_Release(link);
    return result;
}

int WINAPI wWinMain(HINSTANCE own, HINSTANCE before, LPWSTR line, int show) {
    (void)own, (void)before, (void)line, (void)show;
    if (__argc < 3 || FAILED(CoInitialize(0))) return 1;
    HRESULT result = identify(__wargv[1], __wargv[2]);
    CoUninitialize();
    return FAILED(result);
}
