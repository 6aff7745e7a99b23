@echo off
rem The modelsmith command of VS Code's terminals; see the script beside it.
setlocal
if defined MODELSMITH_NODE if exist "%MODELSMITH_NODE%" (
  set ELECTRON_RUN_AS_NODE=1
  "%MODELSMITH_NODE%" "%~dp0..\dist\cli.js" %*
  exit /b
)
node "%~dp0..\dist\cli.js" %*
