//! The command itself: its arguments, its listener on a real socket, its signals and its data file.

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::TcpStream;
    use std::path::PathBuf;
    use std::process::{Child, Command, Output, Stdio};
    use std::time::Duration;

    const POOL: &str = "eu-west-1_LocalPool";

    /// A running command, ended with the test.
    struct Running {
        child: Child,
        port: u16,
    }

    impl Drop for Running {
        fn drop(&mut self) {
            let _gone = self.child.kill();
            let _gone = self.child.wait();
        }
    }

    fn command(arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_local-cognito"));
        command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn start(arguments: &[&str]) -> Running {
        let mut child = command(&[&["--port", "0"], arguments].concat()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().strip_prefix("local-cognito listening on http://127.0.0.1:").unwrap();
        Running { port: port.parse().unwrap(), child }
    }

    impl Running {
        /// Sends one request on a connection of its own, and reads all that comes back.
        fn send(&self, method: &str, path: &str, headers: &str, body: &str) -> Vec<u8> {
            let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
            let length = body.len();
            write!(
                stream,
                "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n{body}"
            )
            .unwrap();
            let mut answer = Vec::new();
            // A connection that breaks off is what some tests are about.
            let _broken = stream.read_to_end(&mut answer);
            answer
        }

        fn get(&self, path: &str) -> String {
            String::from_utf8(self.send("GET", path, "", "")).unwrap()
        }

        fn post(&self, path: &str, body: &str) -> String {
            String::from_utf8(self.send("POST", path, "", body)).unwrap()
        }

        fn sign_in(&self, username: &str, password: &str) -> String {
            let headers = "content-type: application/x-amz-json-1.1\r\n\
                           x-amz-target: AWSCognitoIdentityProviderService.InitiateAuth\r\n";
            let body = format!(
                r#"{{"AuthFlow":"USER_PASSWORD_AUTH","ClientId":"localpublicclient00000001",
                    "AuthParameters":{{"USERNAME":"{username}","PASSWORD":"{password}"}}}}"#
            );
            String::from_utf8(self.send("POST", "/", headers, &body)).unwrap()
        }

        /// Asks the process to end, and waits until it has.
        fn stop(mut self, signal: &str) -> i32 {
            let id = self.child.id().to_string();
            assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
            self.child.wait().unwrap().code().unwrap_or(-1)
        }
    }

    fn run(arguments: &[&str]) -> (i32, String, String) {
        let Output { status, stdout, stderr } = command(arguments).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (status.code().unwrap(), text(stdout), text(stderr))
    }

    /// A path in a directory of this test run's own.
    fn scratch(name: &str) -> PathBuf {
        let directory =
            PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{name}", std::process::id()));
        std::fs::create_dir_all(&directory).unwrap();
        directory.join("file")
    }

    fn body(answer: &str) -> &str {
        answer.split_once("\r\n\r\n").unwrap().1
    }

    #[test]
    fn it_serves_and_delivers_faults_on_a_real_socket() {
        let server = start(&[]);
        let health = server.get("/_local/health");
        assert!(health.starts_with("HTTP/1.1 200 OK\r\n"), "{health}");
        assert!(health.contains(&format!("http://127.0.0.1:{}", server.port)));
        let answer = server.sign_in("alice", "Correct-Horse-9");
        assert!(answer.contains("\"RefreshToken\""));
        assert!(answer.to_lowercase().contains("access-control-allow-origin: *\r\n"));
        assert_eq!(answer.to_lowercase().matches("\r\ndate: ").count(), 1);

        server.post("/_local/faults", r#"{"operation":"InitiateAuth","kind":"drop"}"#);
        assert_eq!(server.sign_in("alice", "Correct-Horse-9"), "", "no byte of an answer");

        server.post("/_local/faults", r#"{"operation":"InitiateAuth","kind":"half"}"#);
        let half = server.sign_in("alice", "Correct-Horse-9");
        let promised = half
            .to_lowercase()
            .split("content-length: ")
            .nth(1)
            .unwrap()
            .split_once('\r')
            .unwrap()
            .0
            .to_owned();
        assert_eq!(body(&half).len(), promised.parse::<usize>().unwrap() / 2);

        #[expect(
            clippy::disallowed_methods,
            reason = "the delay is the host's, and so is the clock that measures it"
        )]
        let now = std::time::Instant::now;
        server.post("/_local/faults", r#"{"operation":"InitiateAuth","kind":"delay","ms":400}"#);
        let before = now();
        assert!(server.sign_in("alice", "Correct-Horse-9").contains("\"RefreshToken\""));
        assert!(before.elapsed() >= Duration::from_millis(400));
        assert_eq!(server.stop("-TERM"), 0);
    }

    #[test]
    fn a_body_beyond_all_measure_breaks_the_connection_or_is_refused() {
        let server = start(&[]);
        let big = String::from_utf8(server.send("POST", "/", "", &"x".repeat(300_000))).unwrap();
        assert!(big.starts_with("HTTP/1.1 413 "), "{big}");
        let huge = server.send("POST", "/", "", &"x".repeat(3 * 1024 * 1024));
        assert!(!String::from_utf8_lossy(&huge).contains(" 200 "));
        assert!(server.get("/_local/health").contains("200 OK"), "it still serves");
    }

    #[test]
    fn state_survives_a_restart_with_a_data_file() {
        let path = scratch("data");
        let arguments = ["--data", path.to_str().unwrap()];
        let server = start(&arguments);
        let jwks = format!("/{POOL}/.well-known/jwks.json");
        let keys = body(&server.get(&jwks)).to_owned();
        let answer = server.sign_in("alice", "Correct-Horse-9");
        let refresh =
            answer.split("\"RefreshToken\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert_eq!(server.stop("-INT"), 0);
        #[cfg(unix)]
        {
            let mode =
                std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&path).unwrap().permissions());
            assert_eq!(mode & 0o777, 0o600);
        }

        let server = start(&arguments);
        assert_eq!(body(&server.get(&jwks)), keys);
        let headers = "content-type: application/x-amz-json-1.1\r\n\
                       x-amz-target: AWSCognitoIdentityProviderService.GetTokensFromRefreshToken\r\n";
        let request = format!(r#"{{"ClientId":"localpublicclient00000001","RefreshToken":"{refresh}"}}"#);
        let answer = String::from_utf8(server.send("POST", "/", headers, &request)).unwrap();
        // The issuer names another port now, but the sign-in is the same.
        assert!(answer.contains("\"AccessToken\""), "{answer}");
        drop(server);

        std::fs::write(&path, "damaged").unwrap();
        let (code, _, problem) = run(&["--port", "0", "--data", arguments[1]]);
        assert_eq!(code, 1);
        assert!(problem.contains("the saved state cannot be read"), "{problem}");
        std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
    }

    #[test]
    fn a_public_url_begins_the_issuer() {
        let server = start(&["--url", "https://cognito.example.test/"]);
        let document = server.get(&format!("/{POOL}/.well-known/openid-configuration"));
        assert!(
            document.contains(&format!("\"issuer\":\"https://cognito.example.test/{POOL}\"")),
            "{document}"
        );
    }

    #[test]
    fn a_busy_port_is_a_clear_problem() {
        let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = taken.local_addr().unwrap().port().to_string();
        let (code, output, problem) = run(&["--port", &port]);
        assert_eq!((code, output.as_str()), (1, ""));
        assert!(problem.contains(&format!("port {port} is in use")), "{problem}");
    }

    #[test]
    fn wrong_arguments_and_files_are_named() {
        let (code, _, problem) = run(&["--colour"]);
        assert_eq!(code, 2);
        assert!(
            problem.contains("unknown argument --colour") && problem.contains("Usage: local-cognito"),
            "{problem}"
        );
        let (code, usage, _) = run(&["--help"]);
        assert_eq!(code, 0);
        assert!(usage.starts_with("Usage: local-cognito"));
        let (code, _, problem) = run(&["--config", "/nowhere/at-all.toml"]);
        assert_eq!(code, 1);
        assert!(problem.contains("cannot read /nowhere/at-all.toml"), "{problem}");
        let path = scratch("config");
        std::fs::write(&path, "[[pools]]\nid = \"x\"\n").unwrap();
        let (code, _, problem) = run(&["--config", path.to_str().unwrap()]);
        assert_eq!(code, 1);
        assert!(problem.contains("pools[0].id: must look like"), "{problem}");
        std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
    }

    /// A hook on a socket of its own that answers one request, or never.
    fn hook(answer: Option<&'static str>) -> (u16, std::thread::JoinHandle<String>) {
        let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = socket.local_addr().unwrap().port();
        let thread = std::thread::spawn(move || {
            let (mut stream, _) = socket.accept().unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
            let (mut request, mut piece) = (Vec::new(), [0; 4096]);
            while !request.ends_with(b"}") {
                let read = stream.read(&mut piece).unwrap();
                assert!(read > 0, "the request breaks off");
                request.extend_from_slice(&piece[..read]);
            }
            if let Some(body) = answer {
                let length = body.len();
                write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{body}").unwrap();
            } else {
                // Whoever waits must give up first.
                let _closed = stream.read(&mut piece);
            }
            String::from_utf8(request).unwrap()
        });
        (port, thread)
    }

    fn start_with_hook(name: &str, port: u16) -> Running {
        let config = scratch(name);
        let url = format!("http://127.0.0.1:{port}/post-authentication");
        let old = "post_authentication = \"builtin:observe\"";
        let seed = include_str!("../seed.toml");
        assert!(seed.contains(old));
        std::fs::write(&config, seed.replace(old, &format!("post_authentication = \"{url}\""))).unwrap();
        start(&["--config", config.to_str().unwrap()])
    }

    #[test]
    fn a_trigger_is_called_over_http() {
        let (port, hook) = hook(Some(r#"{"response":{}}"#));
        let server = start_with_hook("hook", port);
        assert!(server.sign_in("alice", "Correct-Horse-9").contains("\"RefreshToken\""));
        let request = hook.join().unwrap();
        assert!(request.starts_with("POST /post-authentication HTTP/1.1\r\n"), "{request}");
        assert!(request.contains("\"triggerSource\":\"PostAuthentication_Authentication\""), "{request}");
        // Nobody listens there any more.
        let refused = server.sign_in("alice", "Correct-Horse-9");
        assert!(refused.contains("UnexpectedLambdaException"), "{refused}");
    }

    #[test]
    fn a_trigger_that_never_answers_is_given_up() {
        let (port, hook) = hook(None);
        let server = start_with_hook("silent-hook", port);
        let refused = server.sign_in("alice", "Correct-Horse-9");
        assert!(refused.contains("Socket timeout while invoking Lambda function"), "{refused}");
        hook.join().unwrap();
    }
}
