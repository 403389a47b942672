//! What a standalone workspace takes along from this project: the support crates, the versions of what it depends on,
//! and a lock file of the versions that were tested.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use toml::{Table, Value};

use crate::emit::Files;

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// What of the project's manifest a workspace needs.
pub struct Project {
    dependencies: Table,
    lints: Table,
    package: Table,
    packages: Vec<Package>,
}

/// An entry of the lock file.
#[derive(Clone, Debug)]
struct Package {
    name: String,
    version: String,
    source: Option<String>,
    checksum: Option<String>,
    dependencies: Vec<String>,
}

/// A member of a standalone workspace.
#[derive(Clone, Debug)]
pub struct Member {
    /// The package's name.
    pub package: String,
    /// Its folder.
    pub folder: String,
}

fn table<'t>(table: &'t Table, path: &[&str]) -> Option<&'t Table> {
    path.iter().try_fold(table, |table, key| table.get(*key)?.as_table())
}

fn text(table: &Table, key: &str) -> Option<String> {
    table.get(key)?.as_str().map(str::to_owned)
}

impl Project {
    /// The project that this program was built in.
    pub fn embedded() -> Self {
        let manifest: Table = MANIFEST.parse().unwrap_or_default();
        let lock: Table = LOCK.parse().unwrap_or_default();
        let part = |path: &[&str]| table(&manifest, path).cloned().unwrap_or_default();
        let packages = lock.get("package").and_then(Value::as_array).into_iter().flatten().filter_map(|package| {
            let package = package.as_table()?;
            let dependencies = package.get("dependencies").and_then(Value::as_array).into_iter().flatten();
            Some(Package {
                name: text(package, "name")?,
                version: text(package, "version")?,
                source: text(package, "source"),
                checksum: text(package, "checksum"),
                dependencies: dependencies.filter_map(Value::as_str).map(str::to_owned).collect(),
            })
        });
        Self {
            dependencies: part(&["workspace", "dependencies"]),
            lints: part(&["workspace", "lints"]),
            package: part(&["workspace", "package"]),
            packages: packages.collect(),
        }
    }

    /// Whether a package of this name is in the lock file.
    pub fn knows(&self, name: &str) -> bool {
        self.packages.iter().any(|package| package.name == name)
    }

    fn packaged(&self, key: &str) -> String {
        text(&self.package, key).unwrap_or_default()
    }

    /// The support crates' files below `support/`: their manifests stand alone but for the workspace's tables.
    pub fn support(&self) -> Files {
        let mut files = Files::new();
        let only_tested: BTreeSet<String> = CRATES.iter().flat_map(|(name, text)| test_modules(name, text)).collect();
        for (name, text) in CRATES.iter().filter(|(name, _)| !only_tested.contains(*name)) {
            let text = match name.ends_with("Cargo.toml") {
                true => without_section(text, "[dev-dependencies]")
                    .replace("license.workspace = true", &format!("license = {:?}", self.packaged("license"))),
                false => without_tests(text),
            };
            files.insert(format!("support/{name}"), text);
        }
        files.insert("support/LICENSE".to_owned(), LICENSE.to_owned());
        files
    }

    /// The workspace's manifest: its members, and the version of everything that one of their manifests names.
    pub fn manifest(&self, banner: &str, members: &[Member], manifests: &[&str]) -> String {
        let mut out = format!("# {banner}\n[workspace]\nresolver = \"3\"\nmembers = [\n");
        for member in members {
            let _ = writeln!(out, "    {:?},", member.folder);
        }
        let _ = writeln!(
            out,
            "]\n\n[workspace.package]\nversion = \"0.1.0\"\nedition = {:?}\nrust-version = {:?}\npublish = false\n",
            self.packaged("edition"),
            self.packaged("rust-version")
        );
        for (tool, lints) in &self.lints {
            let _ = writeln!(out, "[workspace.lints.{tool}]");
            for (lint, level) in lints.as_table().into_iter().flatten() {
                let _ = writeln!(out, "{lint} = {}", inline(level));
            }
            out.push('\n');
        }
        out.push_str("[workspace.dependencies]\n");
        for member in members {
            let _ = writeln!(out, "{} = {{ path = {:?} }}", member.package, member.folder);
        }
        out.push('\n');
        for name in named(manifests) {
            if let Some(dependency) = self.dependencies.get(&name)
                && !members.iter().any(|member| member.package == name)
            {
                let _ = writeln!(out, "{name} = {}", inline(dependency));
            }
        }
        out.push_str("\n[profile.dev]\ndebug = \"line-tables-only\"\n\n[profile.dev.package.\"*\"]\ndebug = false\n");
        out
    }

    /// A lock file with the versions that this project is tested with.
    pub fn lock(&self, members: &[(Member, &str)]) -> String {
        let mut packages: BTreeMap<(String, String), Package> = BTreeMap::new();
        let mut todo: Vec<Package> = Vec::new();
        for (member, manifest) in members {
            let dependencies = named(&[manifest]).into_iter().filter_map(|name| {
                let own = members.iter().any(|(member, _)| member.package == name);
                // `schemars08 = { package = "schemars" }`
                let package = self.dependencies.get(&name).and_then(|known| known.get("package")?.as_str());
                let package = package.unwrap_or(&name);
                if own {
                    return Some(package.to_owned());
                }
                // Several versions of one package: the support crates' entries say which of them is meant.
                let meant = self.packages.iter().filter(|package| package.source.is_none()).find_map(|local| {
                    local.dependencies.iter().find(|text| text.split(' ').next() == Some(package)).cloned()
                });
                meant.or_else(|| self.knows(package).then(|| package.to_owned()))
            });
            todo.push(Package {
                name: member.package.clone(),
                version: "0.1.0".to_owned(),
                source: None,
                checksum: None,
                dependencies: dependencies.collect(),
            });
        }
        let own: BTreeSet<String> = members.iter().map(|(member, _)| member.package.clone()).collect();
        while let Some(package) = todo.pop() {
            let key = (package.name.clone(), package.version.clone());
            if packages.contains_key(&key) {
                continue;
            }
            for dependency in &package.dependencies {
                todo.extend(self.find(dependency).filter(|found| !own.contains(&found.name)).cloned());
            }
            packages.insert(key, package);
        }
        let several = |name: &str| packages.keys().filter(|(known, _)| known == name).count() > 1;
        let mut out = String::from(
            "# This file is automatically @generated by Cargo.\n# It is not intended for manual editing.\nversion = 4\n",
        );
        for package in packages.values() {
            let _ = write!(out, "\n[[package]]\nname = {:?}\nversion = {:?}\n", package.name, package.version);
            for (key, value) in [("source", &package.source), ("checksum", &package.checksum)] {
                if let Some(value) = value {
                    let _ = writeln!(out, "{key} = {value:?}");
                }
            }
            let mut names: Vec<String> = package
                .dependencies
                .iter()
                .map(|text| match text.split_once(' ') {
                    Some((name, _)) if !several(name) => name.to_owned(),
                    _ => text.clone(),
                })
                .collect();
            names.sort();
            if !names.is_empty() {
                out.push_str("dependencies = [\n");
                for name in names {
                    let _ = writeln!(out, " {name:?},");
                }
                out.push_str("]\n");
            }
        }
        out
    }

    fn find(&self, dependency: &str) -> Option<&Package> {
        let mut words = dependency.split(' ');
        let (name, version) = (words.next()?, words.next());
        self.packages
            .iter()
            .find(|package| package.name == name && version.is_none_or(|version| package.version == version))
    }
}

/// What declares a module that only tests have, before its name.
const TEST_MODULE: &str = "#[cfg(test)]\nmod ";

/// The names of the modules that a file declares for its tests alone.
fn test_module_names(text: &str) -> impl Iterator<Item = &str> {
    text.split(TEST_MODULE).skip(1).filter_map(|rest| rest.lines().next()?.strip_suffix(';'))
}

/// The files of these modules.
fn test_modules(name: &str, text: &str) -> Vec<String> {
    let own = name.strip_suffix(".rs").unwrap_or(name);
    let folder = own.strip_suffix("/lib").or_else(|| own.strip_suffix("/mod")).unwrap_or(own);
    test_module_names(text).map(|module| format!("{folder}/{module}.rs")).collect()
}

/// A module without its unit tests, which stand at its end or in files of their own: they are run here, and may read what
/// is only here.
fn without_tests(text: &str) -> String {
    let mut own = without_inline_tests(text).to_owned();
    for module in test_module_names(text) {
        own = own.replace(&format!("{TEST_MODULE}{module};\n"), "");
    }
    own
}

fn without_inline_tests(text: &str) -> &str {
    match text.split_once("\n#[cfg(test)]\nmod tests {\n") {
        Some((own, tests)) if tests.trim_end().ends_with('}') && !tests.trim_end_matches("}\n").contains("\n}\n") => {
            own
        }
        _ => text,
    }
}

/// A manifest without one of its sections.
fn without_section(text: &str, head: &str) -> String {
    let mut inside = false;
    let lines = text.lines().filter(|line| {
        if line.starts_with('[') {
            inside = *line == head;
        }
        !inside
    });
    lines.map(|line| format!("{line}\n")).collect()
}

/// The names of what manifests depend on.
fn named(manifests: &[&str]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for manifest in manifests {
        let manifest: Table = manifest.parse().unwrap_or_default();
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            names.extend(table(&manifest, &[section]).into_iter().flat_map(Table::keys).cloned());
        }
    }
    names
}

/// A value in one line.
fn inline(value: &Value) -> String {
    match value {
        Value::Table(table) => {
            let members: Vec<String> = table.iter().map(|(key, value)| format!("{key} = {}", inline(value))).collect();
            format!("{{ {} }}", members.join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Value::String(text) => format!("{text:?}"),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_embedded_can_be_read() {
        let project = Project::embedded();
        assert!(project.knows("dropshot") && project.dependencies.contains_key("reqwest"));
        let files = project.support();
        for name in ["client-support", "round-trips", "schema-support", "server-support"] {
            let manifest = &files[&format!("support/{name}/Cargo.toml")];
            assert!(manifest.contains("license = \"MIT\"") && !manifest.contains("path ="), "{manifest}");
            assert!(files.contains_key(&format!("support/{name}/src/lib.rs")));
        }
        for (name, text) in &files {
            assert!(!text.contains("mod tests") && !text.contains("cfg(test)"), "{name} has its tests");
            assert!(!name.ends_with("/tests.rs") && !name.ends_with("/testing.rs"), "{name} is for tests");
            assert!(!text.contains("include_str!"), "{name} reads a file that is not there");
        }
    }
}
