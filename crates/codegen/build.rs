//! Embeds the support crates, the project's manifest and its lock file: a standalone workspace is written from the
//! program alone, wherever it is run.

use std::env;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// What a generated workspace takes along.
const CRATES: [&str; 4] = ["client-support", "round-trips", "schema-support", "server-support"];

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../..");
    let root = root.canonicalize().expect("the project's folder");
    let mut files = Vec::new();
    for name in CRATES {
        let folder = root.join("crates").join(name);
        println!("cargo::rerun-if-changed={}", folder.join("src").display());
        files.push(folder.join("Cargo.toml"));
        collect(&folder.join("src"), &mut files);
    }
    files.sort();
    let mut text = String::from("/// Path below `crates/`, and text.\npub static CRATES: &[(&str, &str)] = &[\n");
    for file in &files {
        println!("cargo::rerun-if-changed={}", file.display());
        let name = file.strip_prefix(root.join("crates")).expect("below it").to_string_lossy().into_owned();
        writeln!(text, "    ({name:?}, include_str!({:?})),", file.to_string_lossy()).expect("text grows");
    }
    text.push_str("];\n");
    for (name, file) in [("MANIFEST", "Cargo.toml"), ("LOCK", "Cargo.lock"), ("LICENSE", "LICENSE")] {
        let path = root.join(file);
        println!("cargo::rerun-if-changed={}", path.display());
        writeln!(
            text,
            "/// The project's `{file}`.\npub static {name}: &str = include_str!({:?});",
            path.to_string_lossy()
        )
        .expect("text grows");
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    fs::write(out.join("embedded.rs"), text).expect("the table is written");
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => collect(&path, files),
            false if path.extension().is_some_and(|extension| extension == "rs") => files.push(path),
            false => {}
        }
    }
}
