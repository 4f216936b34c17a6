//! Silence, slowness, crowds, and the stop.

use super::*;

/// How long it took until the server closed the connection.
async fn ended_after(mut stream: TcpStream) -> (Duration, String) {
    let start = Instant::now();
    let read = to_end(&mut stream).await;
    (start.elapsed(), read)
}

fn about(seconds: u64, found: Duration) {
    let expected = Duration::from_secs(seconds);
    assert!(
        found >= expected.saturating_sub(Duration::from_millis(50)) && found < expected + Duration::from_secs(2),
        "{found:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn silent_connections_are_closed() {
    let running = start(&loopback());
    let check = async |sent: &str, seconds: u64| {
        let mut stream = running.connect().await;
        stream.write_all(sent.as_bytes()).await.unwrap();
        let (time, read) = ended_after(stream).await;
        assert!(read.is_empty(), "{read}");
        about(seconds, time);
    };
    check("", 10).await;
    check("GET / HTTP/1.1\r\n", 10).await;
    check("GET / HTTP/1.1\r\nHost: x\r\nX: ", 10).await;
}

#[tokio::test(start_paused = true)]
async fn a_header_that_drips_is_not_waited_for() {
    let running = start(&loopback());
    let mut stream = running.connect().await;
    let start = Instant::now();
    stream.write_all(b"GET / HTTP/1.1\r\n").await.unwrap();
    while start.elapsed() < Duration::from_secs(20) && stream.write_all(b"X: y\r\n").await.is_ok() {
        sleep(Duration::from_secs(1)).await;
    }
    assert!(start.elapsed() < Duration::from_secs(13), "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn idle_connections_are_closed_later() {
    let running = start(&loopback());
    let mut stream = running.connect().await;
    stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    read_until(&mut stream, "front").await;
    let (time, read) = ended_after(stream).await;
    assert_eq!(read, "");
    about(30, time);
}

#[tokio::test(start_paused = true)]
async fn slow_bodies_are_refused() {
    let running = start(&loopback());
    let head = "POST /form HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 100000\r\n\
        Content-Type: application/x-www-form-urlencoded\r\n\r\na=";
    // Silent.
    let mut stream = running.connect().await;
    stream.write_all(head.as_bytes()).await.unwrap();
    let (time, read) = ended_after(stream).await;
    assert!(read.starts_with("HTTP/1.1 400"), "{read}");
    about(30, time);
    // A byte now and then.
    let mut stream = running.connect().await;
    stream.write_all(head.as_bytes()).await.unwrap();
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(100) && stream.write_all(b"x").await.is_ok() {
        sleep(Duration::from_secs(1)).await;
    }
    assert!(start.elapsed() < Duration::from_secs(40), "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn who_does_not_read_is_closed() {
    let running = start(&loopback());
    let mut stream = running.connect().await;
    stream.write_all(get_of("/large").as_bytes()).await.unwrap();
    // Nothing else is left to do for it once the connection is gone.
    sleep(Duration::from_secs(40)).await;
    let mut read = Vec::new();
    let _ = stream.read_to_end(&mut read).await;
    assert!(read.len() < 32 * 1024 * 1024, "{}", read.len());
}

#[tokio::test]
async fn too_large_a_body_still_gets_its_page() {
    let running = start(&loopback());
    let size = 100_000_000;
    let mut stream = running.connect().await;
    let head = format!(
        "POST /form HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\nContent-Length: {size}\r\n\
        Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    // A browser sends on and reads later.
    let chunk = vec![b'x'; 64 * 1024];
    for _ in 0..200 {
        stream.write_all(&chunk).await.unwrap();
    }
    let read = read_until(&mut stream, "length limit exceeded").await;
    assert!(read.starts_with("HTTP/1.1 413"), "{read}");
    running.stop().await;
}

#[tokio::test]
async fn connections_have_a_limit() {
    let running = start(&loopback());
    let mut streams = Vec::new();
    for _ in 0..MAX_CONNECTIONS {
        streams.push(running.connect().await);
    }
    // The last one of them is answered, so all were accepted. One more is closed at once.
    let last = streams.last_mut().unwrap();
    last.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    read_until(last, "front").await;
    assert_eq!(to_end(&mut running.connect().await).await, "");
    // Whoever leaves makes room.
    drop(streams.pop());
    let response = loop {
        let response = send_or_nothing(running.connect().await).await;
        if !response.is_empty() {
            break response;
        }
    };
    assert!(response.ends_with("front"), "{response}");
    drop(streams);
    running.stop().await;
}

/// The answer of a server that perhaps closes the connection first.
async fn send_or_nothing(mut stream: TcpStream) -> String {
    let _ = stream.write_all(get_of("/").as_bytes()).await;
    to_end(&mut stream).await
}

#[tokio::test(start_paused = true)]
async fn a_stop_lets_requests_end() {
    let running = start(&loopback());
    let (mut slow, mut idle, silent) = (running.connect().await, running.connect().await, running.connect().await);
    slow.write_all(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    idle.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    read_until(&mut idle, "front").await;
    sleep(Duration::from_secs(1)).await;
    let (address, start) = (running.tcp(), Instant::now());
    running.stop.cancel();
    assert_eq!(to_end(&mut idle).await, "");
    assert_eq!(ended_after(silent).await.1, "");
    assert!(to_end(&mut slow).await.ends_with("slow"));
    running.served.await.unwrap().unwrap();
    about(4, start.elapsed());
    assert!(TcpStream::connect(address).await.is_err(), "nobody listens any more");
}

#[tokio::test(start_paused = true)]
async fn a_stop_does_not_wait_for_ever() {
    let running = start(&loopback());
    let mut stream = running.connect().await;
    stream.write_all(get_of("/never").as_bytes()).await.unwrap();
    sleep(Duration::from_secs(1)).await;
    let start = Instant::now();
    running.stop().await;
    about(10, start.elapsed());
    assert_eq!(to_end(&mut stream).await, "");
}
