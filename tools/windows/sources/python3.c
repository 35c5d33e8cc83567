/* python3.dll: only the list of exports beside it, which forwards every name to python311.dll. */
int __stdcall DllMain(void *instance, unsigned reason, void *reserved)
{
    (void)instance, (void)reason, (void)reserved;
    return 1;
}
