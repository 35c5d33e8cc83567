/* icuuc.dll, which Windows has since 10 and Wine has not: the converter functions that Qt6Core
   imports. Each says that there is no converter, so Qt has its built-in encodings only; that is
   all that Banhua uses. Signatures: ICU's unicode/ucnv.h. */
#include <stddef.h>

#define EXPORT __declspec(dllexport)
#define NOT_FOUND 4    /* U_FILE_ACCESS_ERROR */
#define UNSUPPORTED 16 /* U_UNSUPPORTED_ERROR */

static void fail(int *error, int code)
{
    if (error)
        *error = code;
}

EXPORT void *ucnv_open(const char *name, int *error)
{
    fail(error, NOT_FOUND);
    return NULL;
}

EXPORT void ucnv_close(void *converter) {}

EXPORT void ucnv_reset(void *converter) {}

EXPORT signed char ucnv_getMaxCharSize(const void *converter) { return 1; }

EXPORT const char *ucnv_getName(const void *converter, int *error)
{
    fail(error, UNSUPPORTED);
    return NULL;
}

EXPORT void ucnv_getToUCallBack(const void *converter, void **action, const void **context)
{
    if (action)
        *action = NULL;
    if (context)
        *context = NULL;
}

EXPORT void ucnv_getFromUCallBack(const void *converter, void **action, const void **context)
{
    ucnv_getToUCallBack(converter, action, context);
}

EXPORT void ucnv_setToUCallBack(void *converter, void *action, const void *context,
                                void **old_action, const void **old_context, int *error)
{
    fail(error, UNSUPPORTED);
}

EXPORT void ucnv_setFromUCallBack(void *converter, void *action, const void *context,
                                  void **old_action, const void **old_context, int *error)
{
    fail(error, UNSUPPORTED);
}

EXPORT void ucnv_cbToUWriteUChars(void *arguments, const void *source, int length, int offset,
                                  int *error)
{
    fail(error, UNSUPPORTED);
}

EXPORT void ucnv_cbFromUWriteUChars(void *arguments, const void **source, const void *limit,
                                    int offset, int *error)
{
    fail(error, UNSUPPORTED);
}

EXPORT void ucnv_toUnicode(void *converter, void **target, const void *target_limit,
                           const char **source, const char *source_limit, int *offsets,
                           signed char flush, int *error)
{
    fail(error, UNSUPPORTED);
}

EXPORT void ucnv_fromUnicode(void *converter, char **target, const char *target_limit,
                             const void **source, const void *source_limit, int *offsets,
                             signed char flush, int *error)
{
    fail(error, UNSUPPORTED);
}

EXPORT int ucnv_toUCountPending(const void *converter, int *error) { return 0; }

EXPORT int ucnv_fromUCountPending(const void *converter, int *error) { return 0; }

EXPORT const char *ucnv_getStandardName(const char *name, const char *standard, int *error)
{
    fail(error, 0);
    return NULL;
}

EXPORT const char *ucnv_getAvailableName(int number) { return NULL; }

EXPORT int ucnv_countAvailable(void) { return 0; }
