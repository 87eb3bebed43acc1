@echo off
rem Opens the workbench on Windows: the same as "make run" elsewhere. A port may be given: run.bat 8600
setlocal
cd /d "%~dp0"

set PY=python
where py >nul 2>nul && set PY=py -3
%PY% -c "import sys; sys.exit(sys.version_info < (3, 11))" || (
  echo Python 3.11 or newer is needed: https://www.python.org/downloads/
  pause
  exit /b 1
)

if not exist .venv\Scripts\python.exe %PY% -m venv .venv || exit /b 1
fc /b requirements.txt .venv\installed.txt >nul 2>nul
if errorlevel 1 (
  echo Installing what the workbench needs, once, about a minute ...
  .venv\Scripts\python -m pip --disable-pip-version-check --quiet install -r requirements.txt || exit /b 1
  copy /y requirements.txt .venv\installed.txt >nul
)

set PORT=
if not "%~1"=="" set PORT=--server.port %~1
.venv\Scripts\streamlit run app.py --server.headless false %PORT%
