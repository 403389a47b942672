//! Raw bytes: `format: binary`, and bodies that are no text.

use std::any::Any;
use std::cell::RefCell;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::{Bytes, BytesMut};
use futures::stream::{self, BoxStream};
use futures::{Stream, StreamExt, TryFutureExt, TryStreamExt};
use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use tokio::io::{AsyncRead, AsyncWriteExt};
use tokio_util::io::{ReaderStream, StreamReader};

use crate::decode::{Decode, Decoder};
use crate::json::Json;

/// Bytes as they are: a file in a multipart body, or a body of its own. Cheap to clone: clones are the same bytes.
///
/// They are in memory, in a file, or a stream that is read once; whoever reads them need not know which. Large ones are
/// not held in memory: read them by [`Binary::pieces`] or [`Binary::reader`], small ones by [`Binary::bytes`]. In JSON,
/// which has no bytes, they are a string.
#[derive(Clone)]
pub struct Binary {
    content: Content,
    name: Option<Arc<str>>,
    media_type: Option<Arc<str>>,
}

#[derive(Clone)]
enum Content {
    Memory(Bytes),
    File(Arc<OnDisk>),
    Stream(Arc<Once>),
}

struct OnDisk {
    path: PathBuf,
    length: u64,
    /// What keeps the file there.
    _guard: Box<dyn Any + Send + Sync>,
}

struct Once {
    stream: Mutex<Option<BoxStream<'static, io::Result<Bytes>>>>,
    length: Option<u64>,
}

impl Binary {
    /// The file at a path, under its own name. It is opened whenever it is read.
    ///
    /// # Errors
    /// When there is no such file.
    pub async fn file(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let length = tokio::fs::metadata(&path).await?.len();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let binary = Self::on_disk(path, length, ());
        Ok(Self { name: name.map(Into::into), ..binary })
    }

    /// A file of this length that is there for as long as its guard is.
    pub fn on_disk(path: PathBuf, length: u64, guard: impl Any + Send + Sync) -> Self {
        Self::of(Content::File(Arc::new(OnDisk { path, length, _guard: Box::new(guard) })))
    }

    /// Bytes as they come, and how many they are, if that is known. They can be read once.
    pub fn stream(bytes: impl Stream<Item = io::Result<Bytes>> + Send + 'static, length: Option<u64>) -> Self {
        Self::of(Content::Stream(Arc::new(Once { stream: Mutex::new(Some(bytes.boxed())), length })))
    }

    fn of(content: Content) -> Self {
        Self { content, name: None, media_type: None }
    }

    /// Under this file name: what a part of a multipart body says it is called.
    #[must_use]
    pub fn named(self, name: impl AsRef<str>) -> Self {
        Self { name: Some(name.as_ref().into()), ..self }
    }

    /// Of this media type: what a part of a multipart body says it is, or a body of which a document declares a range.
    #[must_use]
    pub fn of_type(self, media_type: impl AsRef<str>) -> Self {
        Self { media_type: Some(media_type.as_ref().into()), ..self }
    }

    /// The file name that its sender gave. Never a path to be trusted.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The media type that its sender gave.
    pub fn media_type(&self) -> Option<&str> {
        self.media_type.as_deref()
    }

    /// The media type that it is sent as where a document declares this one or a range (`image/*`): of a range the one
    /// that it has, or the one that anything may be. `None` where nothing tells one in the range: [`Binary::of_type`] does.
    pub fn sent_as<'b>(&'b self, declared: &'b str) -> Option<&'b str> {
        let Some(kind) = declared.strip_suffix("/*") else { return Some(declared) };
        let is_in_range = |own: &&str| {
            let is_sent = own.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && !own.contains('*');
            is_sent && own.contains('/') && in_media_range(own, declared)
        };
        self.media_type().filter(is_in_range).or(match kind {
            "*" | "application" => Some("application/octet-stream"),
            "text" => Some("text/plain"),
            _ => None,
        })
    }

    /// How many bytes there are; `None` where only the end of a stream tells.
    pub fn length(&self) -> Option<u64> {
        match &self.content {
            Content::Memory(bytes) => Some(bytes.len() as u64),
            Content::File(file) => Some(file.length),
            Content::Stream(once) => once.length,
        }
    }

    /// The bytes, where they are in memory.
    pub fn in_memory(&self) -> Option<&Bytes> {
        match &self.content {
            Content::Memory(bytes) => Some(bytes),
            Content::File(_) | Content::Stream(_) => None,
        }
    }

    /// The bytes piece by piece. A stream can be read once: the second time it is an error.
    pub fn pieces(&self) -> BoxStream<'static, io::Result<Bytes>> {
        match &self.content {
            Content::Memory(bytes) => stream::iter([Ok(bytes.clone())]).boxed(),
            Content::File(file) => {
                // The file stays for as long as it is read.
                let file = Arc::clone(file);
                let opened = async move { tokio::fs::File::open(&file.path).await.map(|open| (open, file)) };
                let pieces = opened.map_ok(|(open, file)| {
                    ReaderStream::with_capacity(open, PIECE).map(move |piece| {
                        let _kept = &file;
                        piece
                    })
                });
                pieces.try_flatten_stream().boxed()
            }
            Content::Stream(once) => {
                let taken = once.stream.lock().unwrap_or_else(PoisonError::into_inner).take();
                taken.unwrap_or_else(|| stream::iter([Err(io::Error::other("the stream was read before"))]).boxed())
            }
        }
    }

    /// The bytes to be read as from a file.
    pub fn reader(&self) -> impl AsyncRead + Send + Unpin + use<> {
        StreamReader::new(self.pieces())
    }

    /// All of the bytes.
    ///
    /// # Errors
    /// When they are more than these, or cannot be read.
    pub async fn bytes(&self, max_bytes: usize) -> io::Result<Bytes> {
        let too_many = || io::Error::new(io::ErrorKind::FileTooLarge, format!("more than {max_bytes} bytes"));
        if let Some(bytes) = self.in_memory() {
            return if bytes.len() > max_bytes { Err(too_many()) } else { Ok(bytes.clone()) };
        }
        let mut pieces = self.pieces();
        let mut all = BytesMut::new();
        while let Some(piece) = pieces.try_next().await? {
            if all.len() + piece.len() > max_bytes {
                return Err(too_many());
            }
            all.extend_from_slice(&piece);
        }
        Ok(all.freeze())
    }

    /// Writes the bytes to a file, which is made or emptied first.
    ///
    /// # Errors
    /// When they cannot be read, or the file cannot be written.
    pub async fn save(&self, path: impl AsRef<Path>) -> io::Result<()> {
        let mut file = tokio::fs::File::create(path).await?;
        let mut pieces = self.pieces();
        while let Some(piece) = pieces.try_next().await? {
            file.write_all(&piece).await?;
        }
        file.flush().await
    }
}

/// How much of a file is read at once.
const PIECE: usize = 64 * 1024;

impl Default for Binary {
    fn default() -> Self {
        Self::from(Bytes::new())
    }
}

/// The same bytes in memory, or the same file or stream. Neither name nor media type count.
impl PartialEq for Binary {
    fn eq(&self, other: &Self) -> bool {
        match (&self.content, &other.content) {
            (Content::Memory(own), Content::Memory(other)) => own == other,
            (Content::File(own), Content::File(other)) => Arc::ptr_eq(own, other),
            (Content::Stream(own), Content::Stream(other)) => Arc::ptr_eq(own, other),
            _ => false,
        }
    }
}

impl Eq for Binary {}

impl From<Bytes> for Binary {
    fn from(bytes: Bytes) -> Self {
        Self::of(Content::Memory(bytes))
    }
}

impl From<Vec<u8>> for Binary {
    fn from(bytes: Vec<u8>) -> Self {
        Self::from(Bytes::from(bytes))
    }
}

impl From<&[u8]> for Binary {
    fn from(bytes: &[u8]) -> Self {
        Self::from(Bytes::copy_from_slice(bytes))
    }
}

impl From<String> for Binary {
    fn from(text: String) -> Self {
        Self::from(Bytes::from(text))
    }
}

/// Without the bytes and the name: they may be personal data.
impl fmt::Debug for Binary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.length() {
            Some(length) => write!(f, "Binary({length} bytes)"),
            None => f.write_str("Binary(a stream)"),
        }
    }
}

impl Decode for Binary {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        match json {
            Json::String(text) => Some(Self::from(text.into_owned())),
            Json::Binary(binary) => Some(binary),
            json => at.not_one(&json, "string"),
        }
    }
}

/// The name under which [`Binary`] serialises its inside, for a serializer that knows it and was begun by
/// [`with_binaries`]; any other is given a string.
pub const BINARY: &str = "$schema_support::Binary";

thread_local! {
    /// What is passed by a serializer that knows [`Binary`]: serde itself can only pass bytes.
    static PASSED: RefCell<Option<Vec<Binary>>> = const { RefCell::new(None) };
}

/// Serialises something by a serializer that takes each [`Binary`] by [`passed_binary`] instead of its bytes.
pub fn with_binaries<R>(serialize: impl FnOnce() -> R) -> R {
    let before = PASSED.with(|passed| passed.replace(Some(Vec::new())));
    let result = serialize();
    PASSED.with(|passed| passed.replace(before));
    result
}

/// The [`Binary`] whose inside, a unit, is being serialised.
pub fn passed_binary() -> Option<Binary> {
    PASSED.with(|passed| passed.borrow_mut().as_mut()?.pop())
}

impl Serialize for Binary {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(BINARY, &Inside(self))
    }
}

struct Inside<'b>(&'b Binary);

impl Serialize for Inside<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let passes = PASSED.with(|passed| passed.borrow_mut().as_mut().map(|passed| passed.push(self.0.clone())));
        if passes.is_some() {
            return serializer.serialize_unit();
        }
        let bytes = self.0.in_memory().ok_or_else(|| S::Error::custom("a file or a stream, which no text can hold"))?;
        let text = std::str::from_utf8(bytes).map_err(|_| S::Error::custom("bytes that no JSON string can hold"))?;
        serializer.serialize_str(text)
    }
}

impl<'de> Deserialize<'de> for Binary {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer).map_err(D::Error::custom)?;
        Ok(Self::from(text))
    }
}

#[cfg(feature = "conformance")]
impl<'a> ::arbitrary::Arbitrary<'a> for Binary {
    fn arbitrary(from: &mut ::arbitrary::Unstructured<'a>) -> ::arbitrary::Result<Self> {
        // Text, so that it can be written as JSON too.
        String::arbitrary(from).map(Self::from)
    }
}

#[cfg(feature = "schemars")]
impl schemars08::JsonSchema for Binary {
    fn schema_name() -> String {
        "Binary".to_owned()
    }

    fn is_referenceable() -> bool {
        false
    }

    fn json_schema(generator: &mut schemars08::r#gen::SchemaGenerator) -> schemars08::schema::Schema {
        <String as schemars08::JsonSchema>::json_schema(generator)
    }
}

#[cfg(feature = "utoipa")]
crate::component::impl_component!(Binary: crate::component::format("binary"));

/// Whether a media type is in a range such as `*/*`, `text/*` or `text/csv` (RFC 9110, section 12.5.1).
pub fn in_media_range(media_type: &str, range: &str) -> bool {
    match range.split_once('/') {
        Some(("*", "*")) => true,
        Some((kind, "*")) => media_type.split_once('/').is_some_and(|(sent, _)| sent.eq_ignore_ascii_case(kind)),
        _ => media_type.eq_ignore_ascii_case(range),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncReadExt;

    #[tokio::test]
    async fn bytes_are_read_alike_wherever_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.bin");
        let content = vec![7_u8; 3 * PIECE + 1];
        std::fs::write(&path, &content).unwrap();
        let file = Binary::file(&path).await.unwrap();
        assert_eq!((file.name(), file.length(), file.in_memory()), (Some("a.bin"), Some(content.len() as u64), None));
        let pieces: Vec<io::Result<Bytes>> =
            content.chunks(1000).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
        let stream = Binary::stream(stream::iter(pieces), None);
        for binary in [Binary::from(content.clone()), file.clone(), stream.clone()] {
            let mut read = Vec::new();
            binary.reader().read_to_end(&mut read).await.unwrap();
            assert_eq!(read, content);
        }
        assert!(stream.bytes(1 << 20).await.is_err(), "a stream is read once");
        assert_eq!(file.bytes(content.len()).await.unwrap(), content);
        assert_eq!(file.bytes(content.len() - 1).await.unwrap_err().kind(), io::ErrorKind::FileTooLarge);
        let copy = folder.path().join("b.bin");
        file.save(&copy).await.unwrap();
        assert_eq!(std::fs::read(copy).unwrap(), content);
        assert!(Binary::file(folder.path().join("none")).await.is_err());
    }

    #[tokio::test]
    async fn a_file_is_read_in_few_pieces_and_none_is_large() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), vec![7; 200_000]).unwrap();
        let binary = Binary::file(file.path()).await.unwrap();
        let pieces: Vec<Bytes> = binary.pieces().try_collect().await.unwrap();
        assert!(pieces.len() <= 10 && pieces.iter().all(|piece| piece.len() <= 65_536), "{}", pieces.len());
    }

    #[tokio::test]
    async fn a_guarded_file_is_there_while_somebody_has_it() {
        let file = tempfile::NamedTempFile::new().unwrap().into_temp_path();
        let path = file.to_path_buf();
        std::fs::write(&path, "abc").unwrap();
        let binary = Binary::on_disk(path.clone(), 3, file);
        let pieces = binary.clone().pieces();
        drop(binary);
        assert_eq!(pieces.try_collect::<Vec<_>>().await.unwrap(), ["abc"]);
        assert!(!path.exists());
    }

    #[test]
    fn only_text_in_memory_is_json_and_a_serializer_that_knows_takes_the_rest() {
        assert_eq!(serde_json::to_string(&Binary::from("a".to_owned())).unwrap(), "\"a\"");
        assert!(serde_json::to_string(&Binary::from(vec![255])).is_err());
        assert!(serde_json::to_string(&Binary::stream(stream::empty(), None)).is_err());
        let passed = with_binaries(|| {
            let _unit = serde_json::to_string(&Binary::from(vec![255])).unwrap();
            passed_binary()
        });
        assert_eq!(passed, Some(Binary::from(vec![255])));
        assert!(passed_binary().is_none());
        let written = |binary: &Binary| serde_json::to_string(binary).unwrap();
        let (outer, inner) = with_binaries(|| {
            assert_eq!(written(&Binary::from(vec![1])), "null");
            let inner = with_binaries(|| {
                assert_eq!(written(&Binary::from(vec![2])), "null");
                passed_binary()
            });
            (passed_binary(), inner)
        });
        assert_eq!((outer, inner), (Some(Binary::from(vec![1])), Some(Binary::from(vec![2]))));
    }

    #[test]
    fn what_the_sender_says_of_bytes_is_kept_and_is_no_part_of_them() {
        let plain = Binary::from("ab".to_owned());
        assert_eq!((plain.name(), plain.media_type(), plain.length()), (None, None, Some(2)));
        let told = plain.clone().named("a.csv").of_type("text/csv");
        assert_eq!((told.name(), told.media_type(), told.length()), (Some("a.csv"), Some("text/csv"), Some(2)));
        assert_eq!(told, plain);
        let told = Binary::stream(stream::empty(), Some(7)).of_type("text/csv").named("a.csv");
        assert_eq!((told.name(), told.media_type(), told.length()), (Some("a.csv"), Some("text/csv"), Some(7)));
        assert_eq!(Binary::stream(stream::empty(), None).length(), None);
        assert_eq!(
            (format!("{told:?}"), format!("{:?}", Binary::default())),
            ("Binary(7 bytes)".into(), "Binary(0 bytes)".into())
        );
    }

    #[test]
    fn binaries_are_equal_where_they_are_the_same_bytes_or_the_same_source() {
        let memory = |bytes: &[u8]| Binary::from(bytes);
        assert_eq!(memory(b"a"), Binary::from(vec![b'a']));
        assert_eq!(memory(b"a"), Binary::from(Bytes::from_static(b"a")));
        assert_ne!(memory(b"a"), memory(b"b"));
        let file = || Binary::on_disk(PathBuf::from("a"), 1, ());
        let stream = || Binary::stream(stream::empty(), None);
        for (one, other) in [(file(), file()), (stream(), stream())] {
            assert_eq!(one, one.clone());
            assert_ne!(one, other);
            assert_ne!(one, memory(b""));
            assert_eq!(one.in_memory(), None);
        }
        assert_eq!(memory(b"a").in_memory().map(|bytes| &bytes[..]), Some(&b"a"[..]));
    }

    #[tokio::test]
    async fn no_more_bytes_are_held_than_are_asked_for() {
        let memory = Binary::from(&b"abc"[..]);
        let stream = |pieces: &'static [&'static str]| {
            Binary::stream(stream::iter(pieces.iter().map(|piece| Ok(Bytes::from_static(piece.as_bytes())))), None)
        };
        assert_eq!(memory.bytes(3).await.unwrap(), "abc");
        assert_eq!(memory.bytes(4).await.unwrap(), "abc");
        assert_eq!(memory.bytes(2).await.unwrap_err().kind(), io::ErrorKind::FileTooLarge);
        assert_eq!(stream(&["a", "bc"]).bytes(3).await.unwrap(), "abc");
        assert_eq!(stream(&["a", "bc"]).bytes(2).await.unwrap_err().to_string(), "more than 2 bytes");
        let broken = Binary::stream(stream::iter([Err(io::Error::other("gone"))]), None);
        assert_eq!(broken.bytes(2).await.unwrap_err().to_string(), "gone");
    }

    #[test]
    fn a_string_or_a_part_is_decoded_as_bytes() {
        let decode = |json: Json<'_>| Binary::decode(json, &mut Decoder::strict());
        assert_eq!(decode(Json::String("a".into())), Some(Binary::from("a".to_owned())));
        assert_eq!(decode(Json::Binary(Binary::from(vec![255]))), Some(Binary::from(vec![255])));
        assert_eq!(decode(Json::Null), None);
        assert_eq!(serde_json::from_str::<Binary>("\"a\"").unwrap(), Binary::from("a".to_owned()));
        assert!(serde_json::from_str::<Binary>("1").is_err());
    }

    #[cfg(feature = "conformance")]
    #[test]
    fn arbitrary_bytes_are_text() {
        let from = &mut ::arbitrary::Unstructured::new(&[b'a'; 64]);
        let binary: Binary = ::arbitrary::Arbitrary::arbitrary(from).unwrap();
        assert!(binary.length() > Some(0) && serde_json::to_string(&binary).is_ok());
    }

    #[cfg(feature = "schemars")]
    #[test]
    fn the_schema_of_bytes_is_a_string_in_place() {
        use schemars08::JsonSchema;
        assert_eq!((Binary::schema_name().as_str(), Binary::is_referenceable()), ("Binary", false));
        let schema = Binary::json_schema(&mut schemars08::r#gen::SchemaGenerator::default());
        assert_eq!(serde_json::to_value(schema).unwrap(), serde_json::json!({ "type": "string" }));
    }

    #[test]
    fn of_a_range_bytes_say_their_media_type_or_any_may_be() {
        let png = || Binary::from("1".to_owned()).of_type("image/PNG; q=x");
        let plain = Binary::from("1".to_owned());
        for (binary, declared, sent) in [
            (png(), "image/*", Some("image/PNG; q=x")),
            (png(), "Image/*", Some("image/PNG; q=x")),
            (png(), "*/*", Some("image/PNG; q=x")),
            (png(), "image/gif", Some("image/gif")),
            (png(), "text/*", Some("text/plain")),
            (png(), "video/*", None),
            (plain.clone(), "image/*", None),
            (plain.clone(), "text/*", Some("text/plain")),
            (plain.clone(), "application/*", Some("application/octet-stream")),
            (plain.clone(), "*/*", Some("application/octet-stream")),
            (plain.clone().of_type("image/*"), "image/*", None),
            (plain.clone().of_type("image"), "image/*", None),
            (plain.of_type("image/a\r\nb: c"), "image/*", None),
        ] {
            assert_eq!(binary.sent_as(declared), sent, "{binary:?} as {declared}");
        }
    }
}
