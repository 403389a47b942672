//! The workspace in which mutants are built: the project's own files by links, the generated crates rewritten.
//!
//! Its target folder is the project's, so that the dependencies are not built again.

use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use crate::rewrite::{Mutant, rewrite};

/// Where the generated crates are.
const GENERATED: &str = "crates/generated";

/// A workspace with every mutant in it.
#[derive(Debug)]
pub struct Scratch {
    /// Its folder.
    pub folder: PathBuf,
    /// Every mutant in it, by number.
    pub mutants: Vec<Mutant>,
}

/// Writes the workspace, or brings it up to date.
///
/// # Errors
/// What cannot be read, written or rewritten, with its path.
pub fn write(root: &Path, folder: &Path) -> Result<Scratch, String> {
    let at = |path: &Path| {
        let path = path.display().to_string();
        move |error: io::Error| format!("{path}: {error}")
    };
    let crates = folder.join("crates");
    fs::create_dir_all(crates.join("generated")).map_err(at(&crates))?;
    for name in ["Cargo.toml", "Cargo.lock"] {
        let from = root.join(name);
        let text = fs::read_to_string(&from).map_err(at(&from))?;
        // What is beside the generated crates is where it was; the lock file is cargo's once it is there.
        if name == "Cargo.toml" || !folder.join(name).exists() {
            update(&folder.join(name), &text)?;
        }
    }
    link(&root.join("openapi"), &folder.join("openapi"))?;
    for entry in fs::read_dir(root.join("crates")).map_err(at(root))? {
        let name = entry.map_err(at(root))?.file_name();
        if name != "generated" {
            link(&root.join("crates").join(&name), &crates.join(&name))?;
        }
    }
    let mut mutants = Vec::new();
    let generated = root.join(GENERATED);
    let mut packages: Vec<PathBuf> = fs::read_dir(&generated)
        .map_err(at(&generated))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()
        .map_err(at(&generated))?;
    packages.sort();
    for package in packages {
        let name = package.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let to = crates.join("generated").join(&name);
        copy(&package, &to, &name, &mut mutants)?;
    }
    Ok(Scratch { folder: folder.to_owned(), mutants })
}

fn link(from: &Path, to: &Path) -> Result<(), String> {
    let failed = |error: io::Error| format!("{}: {error}", to.display());
    match fs::read_link(to) {
        Ok(known) if known == from => return Ok(()),
        // The target folder was that of another copy of the project.
        Ok(_) => fs::remove_file(to).map_err(failed)?,
        Err(_) => {}
    }
    symlink(from, to).map_err(failed)
}

/// Copies a generated crate, rewriting its sources.
fn copy(from: &Path, to: &Path, package: &str, mutants: &mut Vec<Mutant>) -> Result<(), String> {
    fs::create_dir_all(to).map_err(|error| format!("{}: {error}", to.display()))?;
    let entries = fs::read_dir(from).map_err(|error| format!("{}: {error}", from.display()))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            // Examples call what they should, which is not what is judged.
            if name != "examples" && name != "tests" {
                copy(&path, &to.join(&name), package, mutants)?;
            }
            continue;
        }
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let text = match name.as_str() {
            "Cargo.toml" => {
                text.replace("[dependencies]\n", "[dependencies]\nmutant-switch = { path = \"../../mutant-switch\" }\n")
            }
            name if name.ends_with(".rs") => rewrite(package, name, &text, mutants)?,
            _ => text,
        };
        update(&to.join(&name), &text)?;
    }
    Ok(())
}

/// Writes a file unless it is the same: cargo goes by its time.
fn update(path: &Path, text: &str) -> Result<(), String> {
    if fs::read_to_string(path).is_ok_and(|known| known == text) {
        return Ok(());
    }
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
