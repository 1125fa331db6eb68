@echo off
rem Runs Tillpost from a source checkout on Windows: needs JAVA_HOME to be a JDK 25, and Maven for the first build.
rem The demo itself needs Linux (pseudo-terminals); everything else runs here.
setlocal
set "HERE=%~dp0"
if not defined JAVA_HOME goto nojdk
findstr /b /c:"JAVA_VERSION=\"25" "%JAVA_HOME%\release" >nul 2>nul || goto nojdk
if exist "%HERE%installer\target\lib" goto run
where mvn >nul 2>nul || goto nomaven
echo Building Tillpost; the first build fetches its libraries from Maven Central. 1>&2
pushd "%HERE%"
call mvn -ntp -B -q -Dmaven.test.skip=true package
if errorlevel 1 (popd & echo tillpost: the build failed 1>&2 & exit /b 3)
popd
:run
set "TILLPOST_HOME=%HERE:~0,-1%"
set "JAR="
for %%j in ("%HERE%installer\target\installer-*.jar") do set "JAR=%%j"
"%JAVA_HOME%\bin\java" --enable-native-access=ALL-UNNAMED -cp "%JAR%;%HERE%installer\target\lib\*" io.tillpost.installer.launcher.TillpostMain %*
exit /b %errorlevel%
:nojdk
echo tillpost: JAVA_HOME is not a JDK 25. Install one from https://adoptium.net/temurin/releases/?version=25 and set JAVA_HOME to it. 1>&2
exit /b 3
:nomaven
echo tillpost: Maven is missing and Tillpost is not built yet. Install it from https://maven.apache.org/download.cgi, its bin folder on PATH. 1>&2
exit /b 3
