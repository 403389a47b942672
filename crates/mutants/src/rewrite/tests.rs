use std::collections::BTreeMap;

use super::*;

/// A piece of everything that is broken, written as the generator writes it.
const TYPES: &str = r##"
static STATE_PATTERN: Pattern = Pattern::linear("^[A-Z]$", "^[A-Z]$");
pub struct State(String);
impl State {
    pub const RULES: StringRules = StringRules { max_length: Some(2), pattern: Some(&STATE_PATTERN), ..StringRules::NONE };
}
string_newtype!(State);
impl Pet {
    pub fn new(name: String) -> Self {
        Self { name, age: Field::Absent, tag: None }
    }
}
impl Decode for Pet {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let name = object.required("name", at);
        let age = object.field("age", at);
        let tag = object.optional("tag", at);
        let kind = object.constant("kind", "PET", at);
        object.deny_unknown(at)?;
        kind?;
        Some(Self { name: name?, age: age?, tag: tag? })
    }
}
impl Serialize for Pet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.required("name", &self.name)?;
        object.field("age", &self.age)?;
        object.optional("tag", &self.tag)?;
        object.required("kind", "PET")?;
        object.end()
    }
}
impl Decode for Colour {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        match json.as_str() {
            Some("RED") => Some(Self::Red),
            Some("BLUE") => Some(Self::Blue),
            Some(other) if at.is_tolerant() => Some(Self::Unknown(other.to_owned())),
            _ => at.unknown_value(&Self::VALUES),
        }
    }
}
impl Decode for Either {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        if json.has_any(&["a", "b"]) { Decode::decode(json, at).map(Self::A) } else { Decode::decode(json, at).map(Self::B) }
    }
}
"##;

const ANSWERS: &str = r##"
impl Response for GetPetResponse {
    fn into_parts(self) -> Parts {
        match self {
            Self::Ok(body) => Parts::json(http::StatusCode::OK, "application/json", &body),
            Self::Gone { headers } => headers.write(Parts::empty(http::StatusCode::GONE)),
        }
    }
}
impl GoneHeaders {
    fn write(self, mut parts: Parts) -> Parts {
        parts = parts.with_header("retry-after", &self.retry_after);
        parts
    }
}
"##;

const MOUNT: &str = r##"
static GET_PET: Operation = Operation {
    id: "getPet",
    path: "/pets/{pet_id}/",
    safe: true,
    body: BodyRule::Required(&["application/json"]),
    produces: &["application/json"],
};
static GET_PET_SIGNATURE: SignatureRule = SignatureRule { header: "sign", input: &[SignatureInput::Path, SignatureInput::Body] };
async fn get_pet<A: Api>(api: Arc<A>, exchange: Exchange) -> Result<Parts, Rejection> {
    let principal = api.bearer(&exchange.bearer()?, exchange.call()).await?;
    exchange.verify_signature(&GET_PET_SIGNATURE, &api.signing_keys(&principal))?;
    let mut input = exchange.input();
    let pet_id = input.required::<uuid::Uuid>(&Parameter::path("pet_id"));
    let (Some(pet_id), Some(_)) = (pet_id, pet_id) else {
        return Err(input.refuse());
    };
    let before = api.begin_idempotent(&principal, &token).await;
    if let Some(answer) = before.answer(&GET_PET_IDEMPOTENCY) {
        return answer;
    }
    Ok(api.get_pet(&principal, request).await.into_parts())
}
impl Describe for GetPetDescription {
    fn describe(d: &mut Description) {
        d.header::<uuid::Uuid>("key", true, "A key.");
    }
}
"##;

const CLIENT: &str = r##"
impl Client {
    pub async fn get_pet(&self, request: &GetPetRequest) -> Result<Reply<types::Pet>, Error<GetPetError>> {
        check_request(&request.body)?;
        let call = self.session.call(&GET_PET).idempotency_key(request.key.clone());
        let answer = call.run(operations.get_pet(&client_support::parameter(&request.a), &client_support::parameter(&request.b))).await?;
        match answer.status.as_u16() {
            200 => answer.reply("application/json"),
            404 => Err(answer.declared("application/problem+json", GetPetError::NotFound)),
            _ => Err(answer.undeclared()),
        }
    }
}
pub enum GetPetError {
    NotFound(types::Problem),
    Gone(types::Problem),
}
static GET_PET: OperationFacts = OperationFacts {
    operation_id: "getPet",
    security: &[&[SchemeFacts { name: "a", place: CredentialPlace::Bearer }]],
    accept: Some("application/json"),
};
impl DecodeHeaders for GoneHeaders {
    fn decode(from: &mut HeaderReader<'_>) -> Option<Self> {
        let retry_after = from.required("retry-after");
        Some(Self { retry_after: retry_after? })
    }
}
"##;

const OPERATIONS: &str = r##"
impl Client {
    pub async fn get_pet<'a>(&'a self) -> Result<ResponseValue<ByteStream>, Error<ByteStream>> {
        let url = format!("{}/pets/{}", self.baseurl, encode_path(pet));
        let mut request = self.client.post(url).json(body).build()?;
        todo(request)
    }
}
"##;

const FILES: [(&str, &str, &str); 5] = [
    ("pets-api", "types.rs", TYPES),
    ("pets-api", "lib.rs", ANSWERS),
    ("pets-api", "mount.rs", MOUNT),
    ("pets-client", "lib.rs", CLIENT),
    ("pets-client", "operations.rs", OPERATIONS),
];

fn rewritten() -> (Vec<(String, String)>, Vec<Mutant>) {
    let mut mutants = Vec::new();
    let files = FILES.map(|(package, file, source)| {
        let text = rewrite(package, file, source, &mut mutants).expect("it is Rust");
        (source.to_owned(), text)
    });
    (files.into(), mutants)
}

#[test]
fn a_small_sample_has_every_kind_of_mutant() {
    let (_, mutants) = rewritten();
    let mut found: BTreeMap<Kind, usize> = BTreeMap::new();
    mutants.iter().for_each(|mutant| *found.entry(mutant.kind).or_default() += 1);
    let missing: Vec<_> = Kind::ALL.iter().filter(|kind| !found.contains_key(kind)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_mutant_has_a_number_of_its_own_and_says_what_changes() {
    let (files, mutants) = rewritten();
    let all: String = files.iter().map(|(_, text)| text.replace("u32", "")).collect();
    for (index, mutant) in mutants.iter().enumerate() {
        assert_eq!(mutant.number as usize, index + 1);
        assert_ne!(mutant.before, mutant.after, "{mutant:?}");
        assert!(!mutant.before.is_empty() && mutant.line > 0 && !mutant.item.is_empty(), "{mutant:?}");
        let (asked, row) = (format!("is({})", mutant.number), format!("{},", mutant.number));
        assert!(all.contains(&asked) || all.contains(&row), "{mutant:?} is nowhere");
    }
}

#[test]
fn what_is_rewritten_is_rust_and_is_the_original_where_no_mutant_is_on() {
    for (source, text) in rewritten().0 {
        let mut file = syn::parse_file(&text).expect("it is Rust");
        file.attrs.clear();
        Asleep.visit_file_mut(&mut file);
        let mut original = syn::parse_file(&source).expect("it is Rust");
        Asleep.visit_file_mut(&mut original);
        assert_eq!(prettyplease::unparse(&file), prettyplease::unparse(&original));
    }
}

/// Evaluates what is rewritten with every mutant off.
struct Asleep;

fn asks(condition: &Expr) -> bool {
    condition.to_token_stream().to_string().contains("mutant_switch :: is")
}

/// Whether that is all of the condition.
fn only_asks(condition: &Expr) -> bool {
    matches!(condition, Expr::Call(call) if asks(&call.func))
}

/// What is left of a block that holds one expression.
fn only(block: &Block) -> Option<Expr> {
    match block.stmts.as_slice() {
        [syn::Stmt::Expr(expression, None)] => Some(expression.clone()),
        _ => None,
    }
}

impl VisitMut for Asleep {
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        loop {
            let next = match expression {
                Expr::Paren(inner) => Some((*inner.expr).clone()),
                Expr::Block(inner) => only(&inner.block),
                Expr::If(found) if only_asks(&found.cond) => {
                    found.else_branch.as_ref().map(|(_, other)| (**other).clone())
                }
                Expr::Call(call) if text(&call.func).contains("Switched::new") => call.args.first().cloned(),
                _ => None,
            };
            match next {
                Some(next) => *expression = next,
                None => break,
            }
        }
        visit_mut::visit_expr_mut(self, expression);
        if let Expr::Match(found) = expression {
            found.arms.retain(|arm| match &arm.pat {
                Pat::Guard(guarded) => !only_asks(&guarded.guard),
                _ => true,
            });
            for arm in &mut found.arms {
                arm.comma = Some(Default::default());
                let Pat::Guard(guarded) = &arm.pat else { continue };
                let guard = match &*guarded.guard {
                    Expr::Unary(not) if asks(&not.expr) => None,
                    Expr::Binary(both) if asks(&both.right) => match &*both.left {
                        Expr::Paren(inner) => Some((*inner.expr).clone()),
                        other => Some(other.clone()),
                    },
                    other => Some(other.clone()),
                };
                arm.pat = match guard {
                    None => (*guarded.pat).clone(),
                    Some(guard) => Pat::Guard(syn::PatGuard { guard: Box::new(guard), ..guarded.clone() }),
                };
            }
        }
    }

    fn visit_block_mut(&mut self, block: &mut Block) {
        let kept = std::mem::take(&mut block.stmts).into_iter().filter_map(|statement| match &statement {
            syn::Stmt::Expr(Expr::If(found), None) if only_asks(&found.cond) && found.else_branch.is_none() => None,
            syn::Stmt::Expr(Expr::If(found), None) if asks(&found.cond) && text(&found.cond).starts_with('!') => {
                found.then_branch.stmts.first().cloned()
            }
            syn::Stmt::Item(Item::Const(item)) if item.ident == "MUTANTS" => None,
            _ => Some(statement),
        });
        block.stmts = kept.collect();
        visit_mut::visit_block_mut(self, block);
    }

    fn visit_impl_item_const_mut(&mut self, item: &mut ImplItemConst) {
        item.ty = plain(&item.ty);
        self.constant(&mut item.expr);
    }

    fn visit_item_static_mut(&mut self, item: &mut ItemStatic) {
        *item.ty = plain(&item.ty);
        self.constant(&mut item.expr);
    }
}

impl Asleep {
    fn constant(&mut self, value: &mut Expr) {
        if let Expr::Block(block) = value {
            self.visit_block_mut(&mut block.block);
        }
        self.visit_expr_mut(value);
    }
}

fn plain(ty: &syn::Type) -> syn::Type {
    let written = ty.to_token_stream().to_string().replace(' ', "");
    let inner = written.strip_prefix("::mutant_switch::Switched<").and_then(|rest| rest.strip_suffix('>'));
    inner.map_or_else(|| ty.clone(), |inner| syn::parse_str(inner).expect("it is a type"))
}
