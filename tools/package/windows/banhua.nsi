; Setup of Banhua: for one user, without an administrator.
;
;   setup.exe [/S] [/AUTOSTART=1|0] [/NORUN] [/D=folder, last and without quotes]
;   uninstall.exe [/S] [/ERASE=1]
;
; Exit codes: 0 done, 2 not for this Windows, 3 Banhua could not be ended, 4 a file could not be
; written (the old version stays whole). An upgrade that runs silently opens again what it closed.
;
; Given by setup.py: VERSION, OUT (where setup.exe goes), WORK (files.nsh, helpers), SIZE (KB), APP_ID.

Target amd64-unicode
Unicode true
SetCompressor /SOLID lzma
SetCompressorDictSize 64
ManifestSupportedOS Win10
ManifestDPIAware true
RequestExecutionLevel user

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include x64.nsh

!define ENTRY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Banhua"
!define RUN "Software\Microsoft\Windows\CurrentVersion\Run"
!define SHORTCUT "$SMPROGRAMS\伴话.lnk"

Name "伴话"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\Banhua"
InstallDirRegKey HKCU "Software\Banhua" "InstallDir"
BrandingText "伴话 ${VERSION}"
ShowInstDetails nevershow
ShowUninstDetails nevershow

!define MUI_ICON "banhua.ico"
!define MUI_UNICON "banhua.ico"
!define MUI_COMPONENTSPAGE_NODESC
!define MUI_COMPONENTSPAGE_TEXT_TOP "伴话会装到你自己的用户文件夹里,不需要管理员权限。以前的话术、备注和设置都会保留。"
!define MUI_FINISHPAGE_RUN "$INSTDIR\banhua.exe"
!define MUI_FINISHPAGE_RUN_TEXT "现在打开伴话"
!define MUI_UNCONFIRMPAGE_TEXT_TOP "只卸载程序。话术、备注、备份和设置留在你的电脑上;卸载完会再问一次要不要删掉。"
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"

VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=2052 "ProductName" "伴话"
VIAddVersionKey /LANG=2052 "FileDescription" "伴话安装程序"
VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "CompanyName" "Banhua contributors"
VIAddVersionKey /LANG=2052 "LegalCopyright" "MIT"

Var WasOpen ; exit code of stop.exe: 0 nothing ran, 1 it left by itself, 2 it had to be ended
Var Held    ; what could not be set aside
Var Erase   ; 1: the data go too

; What the program is made of. The rest of the folder belongs to others and is left alone.
!macro ForEachPart DO
  !insertmacro ${DO} "banhua.exe"
  !insertmacro ${DO} "banhua-cli.exe"
  !insertmacro ${DO} "app"
  !insertmacro ${DO} "runtime"
  !insertmacro ${DO} "licenses"
!macroend

!macro SetAside PART
  ${If} $Held == ""
  ${AndIf} ${FileExists} "$INSTDIR\${PART}"
    ClearErrors
    Rename "$INSTDIR\${PART}" "$INSTDIR\old\${PART}"
    ${If} ${Errors}
      StrCpy $Held "${PART}"
    ${EndIf}
  ${EndIf}
!macroend

!macro PutBack PART
  ${If} ${FileExists} "$INSTDIR\old\${PART}"
    RMDir /r "$INSTDIR\${PART}"
    Delete "$INSTDIR\${PART}"
    Rename "$INSTDIR\old\${PART}" "$INSTDIR\${PART}"
  ${EndIf}
!macroend

!macro Remove PART
  RMDir /r "$INSTDIR\${PART}"
  Delete "$INSTDIR\${PART}"
!macroend

!macro StopBanhua
  InitPluginsDir
  File "/oname=$PLUGINSDIR\stop.exe" "${WORK}/stop.exe"
  StrCpy $WasOpen 3
  ExecWait '"$PLUGINSDIR\stop.exe" "$INSTDIR"' $WasOpen
  ${If} $WasOpen >= 3
    MessageBox MB_ICONSTOP "伴话还在运行,没能关闭它。请先退出伴话,再试一次。" /SD IDOK
    SetErrorLevel 3
    Quit
  ${EndIf}
!macroend

Function OpenAgain
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/NORUN" $1
  ${If} ${Errors}
  ${AndIf} ${Silent}
  ${AndIf} $WasOpen > 0
    Exec '"$INSTDIR\banhua.exe"'
  ${EndIf}
FunctionEnd

Function GiveUp
  SetOutPath "$INSTDIR"
  !insertmacro ForEachPart PutBack
  RMDir "$INSTDIR\old"
  Call OpenAgain
  SetErrorLevel 4
  MessageBox MB_ICONSTOP "$Held 正被别的程序占用,或磁盘满了。原来的版本没有动。请关掉占用它的程序,再试一次。" /SD IDOK
  Abort
FunctionEnd

Section "伴话(必需)" Program
  SectionIn RO
  !insertmacro StopBanhua
  ; The old version is set aside as a whole: a file that another program holds shows at once, and
  ; everything comes back where something cannot be written.
  RMDir /r "$INSTDIR\old"
  CreateDirectory "$INSTDIR\old"
  StrCpy $Held ""
  !insertmacro ForEachPart SetAside
  ${If} $Held != ""
    Call GiveUp
  ${EndIf}
  SetOverwrite try
  ClearErrors
  !include "${WORK}/files.nsh"
  ${If} ${Errors}
    StrCpy $Held "$INSTDIR"
    Call GiveUp
  ${EndIf}
  SetOutPath "$INSTDIR"
  RMDir /r "$INSTDIR\old"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "${SHORTCUT}" "$INSTDIR\banhua.exe"
  File "/oname=$PLUGINSDIR\identify.exe" "${WORK}/identify.exe"
  ExecWait '"$PLUGINSDIR\identify.exe" "${SHORTCUT}" "${APP_ID}"'
  WriteRegStr HKCU "Software\Banhua" "InstallDir" "$INSTDIR"
  WriteRegStr HKCU "${ENTRY}" "DisplayName" "伴话"
  WriteRegStr HKCU "${ENTRY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${ENTRY}" "DisplayIcon" "$INSTDIR\banhua.exe"
  WriteRegStr HKCU "${ENTRY}" "Publisher" "Banhua contributors"
  WriteRegStr HKCU "${ENTRY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${ENTRY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${ENTRY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${ENTRY}" "EstimatedSize" ${SIZE}
  WriteRegDWORD HKCU "${ENTRY}" "NoModify" 1
  WriteRegDWORD HKCU "${ENTRY}" "NoRepair" 1
SectionEnd

Section /o "开机时自动打开" Autostart
  WriteRegStr HKCU "${RUN}" "Banhua" '"$INSTDIR\banhua.exe"'
SectionEnd

Section "-end"
  ${IfNot} ${SectionIsSelected} ${Autostart}
    DeleteRegValue HKCU "${RUN}" "Banhua"
  ${EndIf}
  Call OpenAgain
SectionEnd

Function .onInit
  ${IfNot} ${RunningX64}
    MessageBox MB_ICONSTOP "伴话需要 64 位的 Windows 10 或更新的版本。" /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
  SetShellVarContext current
  ; Autostart stays as it was, unless the command line says otherwise.
  ReadRegStr $0 HKCU "${RUN}" "Banhua"
  ${If} $0 != ""
    !insertmacro SelectSection ${Autostart}
  ${EndIf}
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/AUTOSTART=" $1
  ${IfNot} ${Errors}
    ${If} $1 == "1"
      !insertmacro SelectSection ${Autostart}
    ${Else}
      !insertmacro UnselectSection ${Autostart}
    ${EndIf}
  ${EndIf}
FunctionEnd

Function un.onInit
  SetShellVarContext current
FunctionEnd

; What the person says is asked before anything goes: the program itself takes its keys away.
Function un.AskErase
  StrCpy $Erase 0
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/ERASE=" $1
  ${If} $1 == "1"
    StrCpy $Erase 1
  ${ElseIf} ${FileExists} "$LOCALAPPDATA\Banhua\*.*"
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "要把话术、备注、备份和设置也一起删掉吗?$\n备注的密钥也会从 Windows 凭据管理器里删掉。$\n删掉就找不回来了。以后还会用伴话,或不确定,请点“否”。$\n$\n$LOCALAPPDATA\Banhua" /SD IDNO IDNO keep
    StrCpy $Erase 1
    keep:
  ${EndIf}
FunctionEnd

Function un.ForgetKeys
  ; Without a console window; where the program is not whole any more it says so by its exit code.
  nsExec::Exec /TIMEOUT=60000 '"$INSTDIR\banhua-cli.exe" -m assistant.desk.forget_keys "$LOCALAPPDATA\Banhua"'
  Pop $0
  ${If} $0 != "0"
    MessageBox MB_ICONINFORMATION "备注的密钥可能还在 Windows 凭据管理器里,名字里有“Banhua”。数据会照样删掉,密钥可以自己删。" /SD IDOK
  ${EndIf}
FunctionEnd

Section "Uninstall"
  !insertmacro StopBanhua
  Call un.AskErase
  ${If} $Erase == 1
    Call un.ForgetKeys
  ${EndIf}
  !insertmacro ForEachPart Remove
  RMDir /r "$INSTDIR\old"
  Delete "$INSTDIR\LICENSE.txt"
  Delete "$INSTDIR\THIRD_PARTY_LICENSES.md"
  Delete "$INSTDIR\sbom.cdx.json"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR" ; only where it is empty
  Delete "${SHORTCUT}"
  DeleteRegValue HKCU "${RUN}" "Banhua"
  DeleteRegKey HKCU "${ENTRY}"
  DeleteRegKey HKCU "Software\Banhua"
  ${If} $Erase == 1
    RMDir /r "$LOCALAPPDATA\Banhua"
  ${EndIf}
SectionEnd
