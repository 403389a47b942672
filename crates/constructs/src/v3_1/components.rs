// Generated of crates/constructs/v3_1.yaml: do not edit.
//! What the types enforce, told as the components of a document that utoipa writes:
//! `components(schemas(..))` takes any of them, and what they refer to comes along.

use schema_support::component;
#[allow(unused_imports)]
use schema_support::private::utoipa::{self, PartialSchema as _, ToSchema as _};

use super::types::*;

/// What utoipa makes of every type of `types` that is all of a schema of the document.
pub static SCHEMAS: &[schema_support::EmittedSchema] = &[
    schema_support::EmittedSchema::of_utoipa::<Mixed>("Mixed", "/components/schemas/Mixed"),
    schema_support::EmittedSchema::of_utoipa::<Levels>("Levels", "/components/schemas/Levels"),
    schema_support::EmittedSchema::of_utoipa::<Narrowed>("Narrowed", "/components/schemas/Narrowed"),
    schema_support::EmittedSchema::of_utoipa::<Cases>("Cases", "/components/schemas/Cases"),
    schema_support::EmittedSchema::of_utoipa::<Yes>("Yes", "/components/schemas/Yes"),
    schema_support::EmittedSchema::of_utoipa::<ConstantV>("ConstantV", "/components/schemas/Constant/properties/v"),
    schema_support::EmittedSchema::of_utoipa::<ConstantW>("ConstantW", "/components/schemas/Constant/properties/w"),
    schema_support::EmittedSchema::of_utoipa::<Constant>("Constant", "/components/schemas/Constant"),
    schema_support::EmittedSchema::of_utoipa::<Annotated>("Annotated", "/components/schemas/Annotated"),
    schema_support::EmittedSchema::of_utoipa::<AnnotatedOrNull>("AnnotatedOrNull", "/components/schemas/AnnotatedOrNull"),
    schema_support::EmittedSchema::of_utoipa::<OnlyOne>("OnlyOne", "/components/schemas/OnlyOne"),
    schema_support::EmittedSchema::of_utoipa::<Quoted>("Quoted", "/components/schemas/Quoted"),
    schema_support::EmittedSchema::of_utoipa::<ByNumber>("ByNumber", "/components/schemas/ByNumber"),
    schema_support::EmittedSchema::of_utoipa::<TextsA>("TextsA", "/components/schemas/Texts/properties/a"),
    schema_support::EmittedSchema::of_utoipa::<TextsB>("TextsB", "/components/schemas/Texts/properties/b"),
    schema_support::EmittedSchema::of_utoipa::<TextsC>("TextsC", "/components/schemas/Texts/properties/c"),
    schema_support::EmittedSchema::of_utoipa::<TextsD>("TextsD", "/components/schemas/Texts/properties/d"),
    schema_support::EmittedSchema::of_utoipa::<TextsSecret>("TextsSecret", "/components/schemas/Texts/properties/secret"),
    schema_support::EmittedSchema::of_utoipa::<TextsBoth>("TextsBoth", "/components/schemas/Texts/properties/both"),
    schema_support::EmittedSchema::of_utoipa::<Texts>("Texts", "/components/schemas/Texts"),
    schema_support::EmittedSchema::of_utoipa::<NumbersPort>("NumbersPort", "/components/schemas/Numbers/properties/port"),
    schema_support::EmittedSchema::of_utoipa::<NumbersHalf>("NumbersHalf", "/components/schemas/Numbers/properties/half"),
    schema_support::EmittedSchema::of_utoipa::<NumbersWide>("NumbersWide", "/components/schemas/Numbers/properties/wide"),
    schema_support::EmittedSchema::of_utoipa::<NumbersCents>("NumbersCents", "/components/schemas/Numbers/properties/cents"),
    schema_support::EmittedSchema::of_utoipa::<NumbersTwice>("NumbersTwice", "/components/schemas/Numbers/properties/twice"),
    schema_support::EmittedSchema::of_utoipa::<Set>("Set", "/components/schemas/Set"),
    schema_support::EmittedSchema::of_utoipa::<Anything>("Anything", "/components/schemas/Anything"),
    schema_support::EmittedSchema::of_utoipa::<Tuple>("Tuple", "/components/schemas/Tuple"),
    schema_support::EmittedSchema::of_utoipa::<Pair>("Pair", "/components/schemas/Pair"),
    schema_support::EmittedSchema::of_utoipa::<Tree>("Tree", "/components/schemas/Tree"),
    schema_support::EmittedSchema::of_utoipa::<Entry>("Entry", "/components/schemas/Entry"),
    schema_support::EmittedSchema::of_utoipa::<Chain>("Chain", "/components/schemas/Chain"),
    schema_support::EmittedSchema::of_utoipa::<Holding>("Holding", "/components/schemas/Holding"),
    schema_support::EmittedSchema::of_utoipa::<Rest>("Rest", "/components/schemas/Rest"),
    schema_support::EmittedSchema::of_utoipa::<Counted>("Counted", "/components/schemas/Counted"),
    schema_support::EmittedSchema::of_utoipa::<Named>("Named", "/components/schemas/Named"),
    schema_support::EmittedSchema::of_utoipa::<Patterned>("Patterned", "/components/schemas/Patterned"),
    schema_support::EmittedSchema::of_utoipa::<ByPattern>("ByPattern", "/components/schemas/ByPattern"),
    schema_support::EmittedSchema::of_utoipa::<Rested>("Rested", "/components/schemas/Rested"),
    schema_support::EmittedSchema::of_utoipa::<Forbidding>("Forbidding", "/components/schemas/Forbidding"),
    schema_support::EmittedSchema::of_utoipa::<Dependent>("Dependent", "/components/schemas/Dependent"),
    schema_support::EmittedSchema::of_utoipa::<ConditionalKind>("ConditionalKind", "/components/schemas/Conditional/properties/kind"),
    schema_support::EmittedSchema::of_utoipa::<Conditional>("Conditional", "/components/schemas/Conditional"),
    schema_support::EmittedSchema::of_utoipa::<Not>("Not", "/components/schemas/Not"),
    schema_support::EmittedSchema::of_utoipa::<NotText>("NotText", "/components/schemas/NotText"),
    schema_support::EmittedSchema::of_utoipa::<OneRequired>("OneRequired", "/components/schemas/OneRequired"),
    schema_support::EmittedSchema::of_utoipa::<Closed>("Closed", "/components/schemas/Closed"),
    schema_support::EmittedSchema::of_utoipa::<Base>("Base", "/components/schemas/Base"),
    schema_support::EmittedSchema::of_utoipa::<Sealed>("Sealed", "/components/schemas/Sealed"),
    schema_support::EmittedSchema::of_utoipa::<Merged>("Merged", "/components/schemas/Merged"),
    schema_support::EmittedSchema::of_utoipa::<NullablesC>("NullablesC", "/components/schemas/Nullables/properties/c"),
    schema_support::EmittedSchema::of_utoipa::<NullablesF>("NullablesF", "/components/schemas/Nullables/properties/f"),
    schema_support::EmittedSchema::of_utoipa::<Nullables>("Nullables", "/components/schemas/Nullables"),
    schema_support::EmittedSchema::of_utoipa::<ByType>("ByType", "/components/schemas/ByType"),
    schema_support::EmittedSchema::of_utoipa::<Cat>("Cat", "/components/schemas/Cat"),
    schema_support::EmittedSchema::of_utoipa::<DogKind>("DogKind", "/components/schemas/Dog/properties/kind"),
    schema_support::EmittedSchema::of_utoipa::<Dog>("Dog", "/components/schemas/Dog"),
    schema_support::EmittedSchema::of_utoipa::<Pet>("Pet", "/components/schemas/Pet"),
    schema_support::EmittedSchema::of_utoipa::<Beast>("Beast", "/components/schemas/Beast"),
    schema_support::EmittedSchema::of_utoipa::<BeastKindKind>("BeastKindKind", "/components/schemas/Beast/anyOf/1/properties/kind"),
    schema_support::EmittedSchema::of_utoipa::<BeastKind>("BeastKind", "/components/schemas/Beast/anyOf/1"),
    schema_support::EmittedSchema::of_utoipa::<Tagged>("Tagged", "/components/schemas/Tagged"),
    schema_support::EmittedSchema::of_utoipa::<Vehicle>("Vehicle", "/components/schemas/Vehicle"),
    schema_support::EmittedSchema::of_utoipa::<Car>("Car", "/components/schemas/Car"),
    schema_support::EmittedSchema::of_utoipa::<Bike>("Bike", "/components/schemas/Bike"),
    schema_support::EmittedSchema::of_utoipa::<Ship>("Ship", "/components/schemas/Ship"),
    schema_support::EmittedSchema::of_utoipa::<Boat>("Boat", "/components/schemas/Boat"),
    schema_support::EmittedSchema::of_utoipa::<Ferry>("Ferry", "/components/schemas/Ferry"),
    schema_support::EmittedSchema::of_utoipa::<Sail>("Sail", "/components/schemas/Sail"),
    schema_support::EmittedSchema::of_utoipa::<SloopKind>("SloopKind", "/components/schemas/Sloop/properties/kind"),
    schema_support::EmittedSchema::of_utoipa::<Sloop>("Sloop", "/components/schemas/Sloop"),
    schema_support::EmittedSchema::of_utoipa::<BrigKind>("BrigKind", "/components/schemas/Brig/properties/kind"),
    schema_support::EmittedSchema::of_utoipa::<Brig>("Brig", "/components/schemas/Brig"),
    schema_support::EmittedSchema::of_utoipa::<Tried>("Tried", "/components/schemas/Tried"),
    schema_support::EmittedSchema::of_utoipa::<TriedA>("TriedA", "/components/schemas/Tried/oneOf/0"),
    schema_support::EmittedSchema::of_utoipa::<TriedB>("TriedB", "/components/schemas/Tried/oneOf/1"),
    schema_support::EmittedSchema::of_utoipa::<Any>("Any", "/components/schemas/Any"),
    schema_support::EmittedSchema::of_utoipa::<AnyA>("AnyA", "/components/schemas/Any/anyOf/0"),
    schema_support::EmittedSchema::of_utoipa::<AnyVariant2>("AnyVariant2", "/components/schemas/Any/anyOf/1"),
    schema_support::EmittedSchema::of_utoipa::<Detail>("Detail", "/components/schemas/Detail"),
    schema_support::EmittedSchema::of_utoipa::<DetailAcceptType>("DetailAcceptType", "/components/schemas/Detail/anyOf/0/properties/type"),
    schema_support::EmittedSchema::of_utoipa::<DetailAccept>("DetailAccept", "/components/schemas/Detail/anyOf/0"),
    schema_support::EmittedSchema::of_utoipa::<DetailWaitType>("DetailWaitType", "/components/schemas/Detail/anyOf/1/properties/type"),
    schema_support::EmittedSchema::of_utoipa::<DetailWait>("DetailWait", "/components/schemas/Detail/anyOf/1"),
    schema_support::EmittedSchema::of_utoipa::<DetailRejectType>("DetailRejectType", "/components/schemas/Detail/anyOf/2/properties/type"),
    schema_support::EmittedSchema::of_utoipa::<DetailReject>("DetailReject", "/components/schemas/Detail/anyOf/2"),
    schema_support::EmittedSchema::of_utoipa::<NoneOrSome>("NoneOrSome", "/components/schemas/NoneOrSome"),
    schema_support::EmittedSchema::of_utoipa::<Some2>("Some2", "/components/schemas/Some"),
    schema_support::EmittedSchema::of_utoipa::<Some2String>("Some2String", "/components/schemas/Some/anyOf/1"),
    schema_support::EmittedSchema::of_utoipa::<Known>("Known", "/components/schemas/Known"),
    schema_support::EmittedSchema::of_utoipa::<KnownEnum>("KnownEnum", "/components/schemas/Known/anyOf/1"),
    schema_support::EmittedSchema::of_utoipa::<Around>("Around", "/components/schemas/Around"),
    schema_support::EmittedSchema::of_utoipa::<Product>("Product", "/components/schemas/Product"),
    schema_support::EmittedSchema::of_utoipa::<Lists>("Lists", "/components/schemas/Lists"),
    schema_support::EmittedSchema::of_utoipa::<Maps>("Maps", "/components/schemas/Maps"),
    schema_support::EmittedSchema::of_utoipa::<Filter>("Filter", "/components/schemas/Filter"),
    schema_support::EmittedSchema::of_utoipa::<FilterAnd>("FilterAnd", "/components/schemas/Filter/anyOf/0"),
    schema_support::EmittedSchema::of_utoipa::<FilterField>("FilterField", "/components/schemas/Filter/anyOf/1"),
    schema_support::EmittedSchema::of_utoipa::<Json2>("Json2", "/components/schemas/Json"),
    schema_support::EmittedSchema::of_utoipa::<WithoutInner>("WithoutInner", "/components/schemas/Without/properties/inner"),
    schema_support::EmittedSchema::of_utoipa::<Without>("Without", "/components/schemas/Without"),
    schema_support::EmittedSchema::of_utoipa::<FooBar2>("FooBar2", "/components/schemas/foo-bar"),
    schema_support::EmittedSchema::of_utoipa::<FooBarInX>("FooBarInX", "/components/schemas/FooBar/properties/in/properties/x"),
    schema_support::EmittedSchema::of_utoipa::<FooBarIn>("FooBarIn", "/components/schemas/FooBar/properties/in"),
    schema_support::EmittedSchema::of_utoipa::<FooBar>("FooBar", "/components/schemas/FooBar"),
    schema_support::EmittedSchema::of_utoipa::<Ab2>("Ab2", "/components/schemas/AB"),
    schema_support::EmittedSchema::of_utoipa::<Ab>("Ab", "/components/schemas/Ab"),
    schema_support::EmittedSchema::of_utoipa::<Value>("Value", "/components/schemas/Value"),
    schema_support::EmittedSchema::of_utoipa::<Error>("Error", "/components/schemas/Error"),
    schema_support::EmittedSchema::of_utoipa::<Option2>("Option2", "/components/schemas/Option"),
    schema_support::EmittedSchema::of_utoipa::<N2fa>("N2fa", "/components/schemas/2fa"),
];

const NAMED: schema_support::NamedSchemas = &[
    ("WITHOUT_SCHEMA", &WITHOUT_SCHEMA),
];

impl utoipa::PartialSchema for Mixed {
    fn schema() -> component::Component {
        component::literals(&Mixed::VALUES)
    }
}

impl utoipa::ToSchema for Mixed {
    fn name() -> std::borrow::Cow<'static, str> {
        "Mixed".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Exact {
    fn schema() -> component::Component {
        component::literals(&Exact::VALUES)
    }
}

impl utoipa::ToSchema for Exact {
    fn name() -> std::borrow::Cow<'static, str> {
        "Exact".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Levels {
    fn schema() -> component::Component {
        component::literals(&Levels::VALUES)
    }
}

impl utoipa::ToSchema for Levels {
    fn name() -> std::borrow::Cow<'static, str> {
        "Levels".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Narrowed {
    fn schema() -> component::Component {
        component::enumeration(&Narrowed::VALUES)
    }
}

impl utoipa::ToSchema for Narrowed {
    fn name() -> std::borrow::Cow<'static, str> {
        "Narrowed".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Cases {
    fn schema() -> component::Component {
        component::enumeration(&Cases::VALUES)
    }
}

impl utoipa::ToSchema for Cases {
    fn name() -> std::borrow::Cow<'static, str> {
        "Cases".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Yes {
    fn schema() -> component::Component {
        component::literals(&Yes::VALUES)
    }
}

impl utoipa::ToSchema for Yes {
    fn name() -> std::borrow::Cow<'static, str> {
        "Yes".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for ConstantV {
    fn schema() -> component::Component {
        component::literals(&ConstantV::VALUES)
    }
}

impl utoipa::ToSchema for ConstantV {
    fn name() -> std::borrow::Cow<'static, str> {
        "ConstantV".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for ConstantW {
    fn schema() -> component::Component {
        component::literals(&ConstantW::VALUES)
    }
}

impl utoipa::ToSchema for ConstantW {
    fn name() -> std::borrow::Cow<'static, str> {
        "ConstantW".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Constant {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .required("v", component::named::<ConstantV>())
        .optional("w", component::named::<ConstantW>())
        .optional("x", component::null())
        .build()
    }
}

impl utoipa::ToSchema for Constant {
    fn name() -> std::borrow::Cow<'static, str> {
        "Constant".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<ConstantV>(_found);
        component::collect::<ConstantW>(_found);
    }
}

impl utoipa::PartialSchema for Annotated {
    fn schema() -> component::Component {
        component::literals(&Annotated::VALUES)
    }
}

impl utoipa::ToSchema for Annotated {
    fn name() -> std::borrow::Cow<'static, str> {
        "Annotated".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for AnnotatedOrNull {
    fn schema() -> component::Component {
        component::enumeration(&AnnotatedOrNull::VALUES)
    }
}

impl utoipa::ToSchema for AnnotatedOrNull {
    fn name() -> std::borrow::Cow<'static, str> {
        "AnnotatedOrNull".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for OnlyOne {
    fn schema() -> component::Component {
        component::enumeration(&OnlyOne::VALUES)
    }
}

impl utoipa::ToSchema for OnlyOne {
    fn name() -> std::borrow::Cow<'static, str> {
        "OnlyOne".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Quoted {
    fn schema() -> component::Component {
        component::enumeration(&Quoted::VALUES)
    }
}

impl utoipa::ToSchema for Quoted {
    fn name() -> std::borrow::Cow<'static, str> {
        "Quoted".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for ByNumber {
    fn schema() -> component::Component {
        let own = component::map(component::string());
        component::narrowed(own, ByNumber::RULES, NAMED)
    }
}

impl utoipa::ToSchema for ByNumber {
    fn name() -> std::borrow::Cow<'static, str> {
        "ByNumber".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect_named(ByNumber::RULES, NAMED, _found);
    }
}

impl utoipa::PartialSchema for TextsBoth {
    fn schema() -> component::Component {
        let own = schema_support::Uri::schema();
        component::narrowed(own, TextsBoth::RULES, NAMED)
    }
}

impl utoipa::ToSchema for TextsBoth {
    fn name() -> std::borrow::Cow<'static, str> {
        "TextsBoth".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect_named(TextsBoth::RULES, NAMED, _found);
    }
}

impl utoipa::PartialSchema for Texts {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .optional("a", component::named::<TextsA>())
        .optional("b", component::named::<TextsB>())
        .optional("c", component::named::<TextsC>())
        .optional("d", component::named::<TextsD>())
        .optional("uri", schema_support::Uri::schema())
        .optional("reference", schema_support::UriReference::schema())
        .optional("host", schema_support::Hostname::schema())
        .optional("four", schema_support::Ipv4::schema())
        .optional("six", schema_support::Ipv6::schema())
        .optional("time", schema_support::Time::schema())
        .optional("duration", schema_support::Duration::schema())
        .optional("regex", schema_support::RegularExpression::schema())
        .optional("pointer", schema_support::JsonPointer::schema())
        .optional("relative", schema_support::RelativeJsonPointer::schema())
        .optional("bytes", schema_support::Base64::schema())
        .optional("encoded", component::string())
        .optional("decimal", schema_support::Decimal::schema())
        .optional("secret", component::named::<TextsSecret>())
        .optional("both", component::named::<TextsBoth>())
        .closed()
        .build()
    }
}

impl utoipa::ToSchema for Texts {
    fn name() -> std::borrow::Cow<'static, str> {
        "Texts".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<TextsA>(_found);
        component::collect::<TextsB>(_found);
        component::collect::<TextsBoth>(_found);
        component::collect::<TextsC>(_found);
        component::collect::<TextsD>(_found);
        component::collect::<TextsSecret>(_found);
    }
}

impl utoipa::PartialSchema for NumbersHuge {
    fn schema() -> component::Component {
        let own = schema_support::Integer::schema();
        component::narrowed(own, NumbersHuge::RULES, NAMED)
    }
}

impl utoipa::ToSchema for NumbersHuge {
    fn name() -> std::borrow::Cow<'static, str> {
        "NumbersHuge".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect_named(NumbersHuge::RULES, NAMED, _found);
    }
}

impl utoipa::PartialSchema for NumbersFine {
    fn schema() -> component::Component {
        let own = component::number();
        component::narrowed(own, NumbersFine::RULES, NAMED)
    }
}

impl utoipa::ToSchema for NumbersFine {
    fn name() -> std::borrow::Cow<'static, str> {
        "NumbersFine".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect_named(NumbersFine::RULES, NAMED, _found);
    }
}

impl utoipa::PartialSchema for NumbersTwice {
    fn schema() -> component::Component {
        let own = component::named::<NumbersTwiceUnchecked>();
        component::narrowed(own, NumbersTwice::RULES, NAMED)
    }
}

impl utoipa::ToSchema for NumbersTwice {
    fn name() -> std::borrow::Cow<'static, str> {
        "NumbersTwice".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<NumbersTwiceUnchecked>(_found);
        component::collect_named(NumbersTwice::RULES, NAMED, _found);
    }
}

impl utoipa::PartialSchema for Numbers {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .optional("tiny", component::integer("i8"))
        .optional("port", component::named::<NumbersPort>())
        .optional("big", component::integer("u64"))
        .optional("far", component::integer("i64"))
        .optional("half", component::named::<NumbersHalf>())
        .optional("wide", component::named::<NumbersWide>())
        .optional("huge", component::named::<NumbersHuge>())
        .optional("money", component::number())
        .optional("fine", component::named::<NumbersFine>())
        .optional("cents", component::named::<NumbersCents>())
        .optional("twice", component::named::<NumbersTwice>())
        .closed()
        .build()
    }
}

impl utoipa::ToSchema for Numbers {
    fn name() -> std::borrow::Cow<'static, str> {
        "Numbers".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<NumbersCents>(_found);
        component::collect::<NumbersFine>(_found);
        component::collect::<NumbersHalf>(_found);
        component::collect::<NumbersHuge>(_found);
        component::collect::<NumbersPort>(_found);
        component::collect::<NumbersTwice>(_found);
        component::collect::<NumbersWide>(_found);
    }
}

impl utoipa::PartialSchema for Set {
    fn schema() -> component::Component {
        component::rules::array(&Set::RULES, component::integer("i64"))
    }
}

impl utoipa::ToSchema for Set {
    fn name() -> std::borrow::Cow<'static, str> {
        "Set".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Anything {
    fn schema() -> component::Component {
        component::rules::array(&Anything::RULES, component::any())
    }
}

impl utoipa::ToSchema for Anything {
    fn name() -> std::borrow::Cow<'static, str> {
        "Anything".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Tuple {
    fn schema() -> component::Component {
        let own = component::named::<TupleUnchecked>();
        component::narrowed(own, Tuple::RULES, NAMED)
    }
}

impl utoipa::ToSchema for Tuple {
    fn name() -> std::borrow::Cow<'static, str> {
        "Tuple".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<TupleUnchecked>(_found);
        component::collect_named(Tuple::RULES, NAMED, _found);
    }
}

impl utoipa::PartialSchema for TupleUnchecked {
    fn schema() -> component::Component {
        component::rules::array(&TupleUnchecked::RULES, component::any())
    }
}

impl utoipa::ToSchema for TupleUnchecked {
    fn name() -> std::borrow::Cow<'static, str> {
        "TupleUnchecked".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Pair {
    fn schema() -> component::Component {
        component::rules::array(&Pair::RULES, component::number())
    }
}

impl utoipa::ToSchema for Pair {
    fn name() -> std::borrow::Cow<'static, str> {
        "Pair".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Tree {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .required("value", component::integer("i64"))
        .optional("left", component::named::<Tree>())
        .optional("right", component::nullable(component::named::<Tree>()))
        .build()
    }
}

impl utoipa::ToSchema for Tree {
    fn name() -> std::borrow::Cow<'static, str> {
        "Tree".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Entry {
    fn schema() -> component::Component {
        component::tuple(vec![component::format("uuid"), component::named::<Tree>()])
    }
}

impl utoipa::ToSchema for Entry {
    fn name() -> std::borrow::Cow<'static, str> {
        "Entry".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<Tree>(_found);
    }
}

impl utoipa::PartialSchema for Chain {
    fn schema() -> component::Component {
        let own = component::named::<ChainUnchecked>();
        component::narrowed(own, Chain::RULES, NAMED)
    }
}

impl utoipa::ToSchema for Chain {
    fn name() -> std::borrow::Cow<'static, str> {
        "Chain".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<ChainUnchecked>(_found);
        component::collect_named(Chain::RULES, NAMED, _found);
    }
}

impl utoipa::PartialSchema for ChainUnchecked {
    fn schema() -> component::Component {
        component::tuple(vec![component::integer("i64"), component::nullable(component::named::<Chain>())])
    }
}

impl utoipa::ToSchema for ChainUnchecked {
    fn name() -> std::borrow::Cow<'static, str> {
        "ChainUnchecked".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<Chain>(_found);
    }
}

impl utoipa::PartialSchema for Holding {
    fn schema() -> component::Component {
        let own = component::array(component::integer("i64"));
        component::narrowed(own, Holding::RULES, NAMED)
    }
}

impl utoipa::ToSchema for Holding {
    fn name() -> std::borrow::Cow<'static, str> {
        "Holding".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect_named(Holding::RULES, NAMED, _found);
    }
}

impl utoipa::PartialSchema for Rest {
    fn schema() -> component::Component {
        let own = component::array(component::any());
        component::narrowed(own, Rest::RULES, NAMED)
    }
}

impl utoipa::ToSchema for Rest {
    fn name() -> std::borrow::Cow<'static, str> {
        "Rest".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect_named(Rest::RULES, NAMED, _found);
    }
}

impl utoipa::PartialSchema for Counted {
    fn schema() -> component::Component {
        let own = component::map(component::integer("i64"));
        component::narrowed(own, Counted::RULES, NAMED)
    }
}

impl utoipa::ToSchema for Counted {
    fn name() -> std::borrow::Cow<'static, str> {
        "Counted".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect_named(Counted::RULES, NAMED, _found);
    }
}

impl utoipa::PartialSchema for Named {
    fn schema() -> component::Component {
        let own = component::map(component::any());
        component::narrowed(own, Named::RULES, NAMED)
    }
}

impl utoipa::ToSchema for Named {
    fn name() -> std::borrow::Cow<'static, str> {
        "Named".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect_named(Named::RULES, NAMED, _found);
    }
}

impl utoipa::PartialSchema for Patterned {
    fn schema() -> component::Component {
        let own = component::ObjectComponent::default()
        .optional("id", component::string())
        .additional(component::any())
        .build();
        component::narrowed(own, Patterned::CHECKS, NAMED)
    }
}

impl utoipa::ToSchema for Patterned {
    fn name() -> std::borrow::Cow<'static, str> {
        "Patterned".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect_named(Patterned::CHECKS, NAMED, _found);
    }
}

impl utoipa::PartialSchema for ByPattern {
    fn schema() -> component::Component {
        let own = component::map(component::string());
        component::narrowed(own, ByPattern::RULES, NAMED)
    }
}

impl utoipa::ToSchema for ByPattern {
    fn name() -> std::borrow::Cow<'static, str> {
        "ByPattern".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect_named(ByPattern::RULES, NAMED, _found);
    }
}

impl utoipa::PartialSchema for Rested {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .required("id", component::string())
        .additional(component::integer("i64"))
        .build()
    }
}

impl utoipa::ToSchema for Rested {
    fn name() -> std::borrow::Cow<'static, str> {
        "Rested".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Forbidding {
    fn schema() -> component::Component {
        let own = component::ObjectComponent::default()
        .optional("a", component::string())
        .build();
        component::narrowed(own, Forbidding::CHECKS, NAMED)
    }
}

impl utoipa::ToSchema for Forbidding {
    fn name() -> std::borrow::Cow<'static, str> {
        "Forbidding".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect_named(Forbidding::CHECKS, NAMED, _found);
    }
}

impl utoipa::PartialSchema for Dependent {
    fn schema() -> component::Component {
        let own = component::ObjectComponent::default()
        .optional("card", component::string())
        .optional("address", component::string())
        .optional("zip", component::string())
        .optional("country", component::any())
        .build();
        component::narrowed(own, Dependent::CHECKS, NAMED)
    }
}

impl utoipa::ToSchema for Dependent {
    fn name() -> std::borrow::Cow<'static, str> {
        "Dependent".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect_named(Dependent::CHECKS, NAMED, _found);
    }
}

impl utoipa::PartialSchema for ConditionalKind {
    fn schema() -> component::Component {
        component::enumeration(&ConditionalKind::VALUES)
    }
}

impl utoipa::ToSchema for ConditionalKind {
    fn name() -> std::borrow::Cow<'static, str> {
        "ConditionalKind".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Conditional {
    fn schema() -> component::Component {
        let own = component::ObjectComponent::default()
        .required("kind", component::named::<ConditionalKind>())
        .optional("x", component::integer("i64"))
        .build();
        component::narrowed(own, Conditional::CHECKS, NAMED)
    }
}

impl utoipa::ToSchema for Conditional {
    fn name() -> std::borrow::Cow<'static, str> {
        "Conditional".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<ConditionalKind>(_found);
        component::collect_named(Conditional::CHECKS, NAMED, _found);
    }
}

impl utoipa::PartialSchema for Not {
    fn schema() -> component::Component {
        let own = component::ObjectComponent::default()
        .optional("a", component::string())
        .optional("b", component::string())
        .build();
        component::narrowed(own, Not::CHECKS, NAMED)
    }
}

impl utoipa::ToSchema for Not {
    fn name() -> std::borrow::Cow<'static, str> {
        "Not".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect_named(Not::CHECKS, NAMED, _found);
    }
}

impl utoipa::PartialSchema for NotText {
    fn schema() -> component::Component {
        let own = component::any();
        component::narrowed(own, NotText::RULES, NAMED)
    }
}

impl utoipa::ToSchema for NotText {
    fn name() -> std::borrow::Cow<'static, str> {
        "NotText".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect_named(NotText::RULES, NAMED, _found);
    }
}

impl utoipa::PartialSchema for OneRequired {
    fn schema() -> component::Component {
        let own = component::ObjectComponent::default()
        .optional("a", component::string())
        .optional("b", component::string())
        .build();
        component::narrowed(own, OneRequired::CHECKS, NAMED)
    }
}

impl utoipa::ToSchema for OneRequired {
    fn name() -> std::borrow::Cow<'static, str> {
        "OneRequired".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect_named(OneRequired::CHECKS, NAMED, _found);
    }
}

impl utoipa::PartialSchema for Closed {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .optional("more", component::string())
        .required("id", component::string())
        .closed()
        .build()
    }
}

impl utoipa::ToSchema for Closed {
    fn name() -> std::borrow::Cow<'static, str> {
        "Closed".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Base {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .required("base", component::string())
        .build()
    }
}

impl utoipa::ToSchema for Base {
    fn name() -> std::borrow::Cow<'static, str> {
        "Base".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Sealed {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .optional("own", component::integer("i64"))
        .required("base", component::string())
        .closed()
        .build()
    }
}

impl utoipa::ToSchema for Sealed {
    fn name() -> std::borrow::Cow<'static, str> {
        "Sealed".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Merged {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .required("base", component::named::<MergedBase>())
        .optional("more", component::nullable(component::string()))
        .build()
    }
}

impl utoipa::ToSchema for Merged {
    fn name() -> std::borrow::Cow<'static, str> {
        "Merged".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<MergedBase>(_found);
    }
}

impl utoipa::PartialSchema for NullablesF {
    fn schema() -> component::Component {
        {
            let members = vec![
                component::boolean(),
                component::named::<NullablesFInteger>(),
                component::named::<NullablesFString>(),
            ];
            component::union(false, members, None)
        }
    }
}

impl utoipa::ToSchema for NullablesF {
    fn name() -> std::borrow::Cow<'static, str> {
        "NullablesF".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<NullablesFInteger>(_found);
        component::collect::<NullablesFString>(_found);
    }
}

impl utoipa::PartialSchema for Nullables {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .required("a", component::nullable(component::string()))
        .required("b", component::nullable(component::named::<Base>()))
        .optional("c", component::nullable(component::named::<NullablesC>()))
        .optional("d", component::null())
        .optional("e", component::any())
        .optional("f", component::named::<NullablesF>())
        .build()
    }
}

impl utoipa::ToSchema for Nullables {
    fn name() -> std::borrow::Cow<'static, str> {
        "Nullables".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<Base>(_found);
        component::collect::<NullablesC>(_found);
        component::collect::<NullablesF>(_found);
    }
}

impl utoipa::PartialSchema for ByType {
    fn schema() -> component::Component {
        {
            let members = vec![
                component::string(),
                component::integer("i64"),
                component::array(component::string()),
                component::named::<Base>(),
            ];
            component::union(true, members, None)
        }
    }
}

impl utoipa::ToSchema for ByType {
    fn name() -> std::borrow::Cow<'static, str> {
        "ByType".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<Base>(_found);
    }
}

impl utoipa::PartialSchema for Cat {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .constant("kind", "cat")
        .optional("lives", component::integer("i64"))
        .build()
    }
}

impl utoipa::ToSchema for Cat {
    fn name() -> std::borrow::Cow<'static, str> {
        "Cat".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for DogKind {
    fn schema() -> component::Component {
        component::enumeration(&DogKind::VALUES)
    }
}

impl utoipa::ToSchema for DogKind {
    fn name() -> std::borrow::Cow<'static, str> {
        "DogKind".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Dog {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .required("kind", component::named::<DogKind>())
        .optional("name", component::string())
        .build()
    }
}

impl utoipa::ToSchema for Dog {
    fn name() -> std::borrow::Cow<'static, str> {
        "Dog".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<DogKind>(_found);
    }
}

impl utoipa::PartialSchema for Pet {
    fn schema() -> component::Component {
        {
            let members = vec![
                component::named::<Cat>(),
                component::named::<Dog>(),
            ];
            let values = [
                ("cat", Cat::name().into_owned()),
                ("dog", Dog::name().into_owned()),
                ("wolf", Dog::name().into_owned()),
            ];
            component::union(true, members, Some(("kind", &values)))
        }
    }
}

impl utoipa::ToSchema for Pet {
    fn name() -> std::borrow::Cow<'static, str> {
        "Pet".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<Cat>(_found);
        component::collect::<Dog>(_found);
    }
}

impl utoipa::PartialSchema for Beast {
    fn schema() -> component::Component {
        {
            let members = vec![
                component::named::<Pet>(),
                component::named::<BeastKind>(),
                component::string(),
            ];
            component::union(false, members, None)
        }
    }
}

impl utoipa::ToSchema for Beast {
    fn name() -> std::borrow::Cow<'static, str> {
        "Beast".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<BeastKind>(_found);
        component::collect::<Pet>(_found);
    }
}

impl utoipa::PartialSchema for BeastKindKind {
    fn schema() -> component::Component {
        component::literals(&BeastKindKind::VALUES)
    }
}

impl utoipa::ToSchema for BeastKindKind {
    fn name() -> std::borrow::Cow<'static, str> {
        "BeastKindKind".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for BeastKind {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .required("kind", component::named::<BeastKindKind>())
        .build()
    }
}

impl utoipa::ToSchema for BeastKind {
    fn name() -> std::borrow::Cow<'static, str> {
        "BeastKind".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<BeastKindKind>(_found);
    }
}

impl utoipa::PartialSchema for Tagged {
    fn schema() -> component::Component {
        {
            let members = vec![
                component::named::<Cat>(),
                component::named::<Dog>(),
            ];
            let values = [
                ("cat", Cat::name().into_owned()),
                ("dog", Dog::name().into_owned()),
                ("wolf", Dog::name().into_owned()),
            ];
            component::union(true, members, Some(("kind", &values)))
        }
    }
}

impl utoipa::ToSchema for Tagged {
    fn name() -> std::borrow::Cow<'static, str> {
        "Tagged".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<Cat>(_found);
        component::collect::<Dog>(_found);
    }
}

impl utoipa::PartialSchema for Vehicle {
    fn schema() -> component::Component {
        {
            let members = vec![
                component::tagged("kind", &["car"], component::named::<Car>()),
                component::tagged("kind", &["Bike"], component::named::<Bike>()),
            ];
            component::union(true, members, None)
        }
    }
}

impl utoipa::ToSchema for Vehicle {
    fn name() -> std::borrow::Cow<'static, str> {
        "Vehicle".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<Bike>(_found);
        component::collect::<Car>(_found);
    }
}

impl utoipa::PartialSchema for Car {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .required("doors", component::integer("i64"))
        .build()
    }
}

impl utoipa::ToSchema for Car {
    fn name() -> std::borrow::Cow<'static, str> {
        "Car".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Bike {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .required("gears", component::integer("i64"))
        .build()
    }
}

impl utoipa::ToSchema for Bike {
    fn name() -> std::borrow::Cow<'static, str> {
        "Bike".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Ship {
    fn schema() -> component::Component {
        {
            let members = vec![
                component::named::<Boat>(),
                component::named::<Ferry>(),
            ];
            component::union(true, members, None)
        }
    }
}

impl utoipa::ToSchema for Ship {
    fn name() -> std::borrow::Cow<'static, str> {
        "Ship".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<Boat>(_found);
        component::collect::<Ferry>(_found);
    }
}

impl utoipa::PartialSchema for Boat {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .required("oars", component::integer("i64"))
        .closed()
        .build()
    }
}

impl utoipa::ToSchema for Boat {
    fn name() -> std::borrow::Cow<'static, str> {
        "Boat".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Ferry {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .required("decks", component::integer("i64"))
        .build()
    }
}

impl utoipa::ToSchema for Ferry {
    fn name() -> std::borrow::Cow<'static, str> {
        "Ferry".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Sail {
    fn schema() -> component::Component {
        {
            let members = vec![
                component::named::<Sloop>(),
                component::named::<Brig>(),
            ];
            let values = [
                ("sloop", Sloop::name().into_owned()),
                ("brig", Brig::name().into_owned()),
            ];
            component::union(true, members, Some(("kind", &values)))
        }
    }
}

impl utoipa::ToSchema for Sail {
    fn name() -> std::borrow::Cow<'static, str> {
        "Sail".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<Brig>(_found);
        component::collect::<Sloop>(_found);
    }
}

impl utoipa::PartialSchema for SloopKind {
    fn schema() -> component::Component {
        component::enumeration(&SloopKind::VALUES)
    }
}

impl utoipa::ToSchema for SloopKind {
    fn name() -> std::borrow::Cow<'static, str> {
        "SloopKind".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Sloop {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .optional("kind", component::named::<SloopKind>())
        .required("masts", component::integer("i64"))
        .build()
    }
}

impl utoipa::ToSchema for Sloop {
    fn name() -> std::borrow::Cow<'static, str> {
        "Sloop".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<SloopKind>(_found);
    }
}

impl utoipa::PartialSchema for BrigKind {
    fn schema() -> component::Component {
        component::enumeration(&BrigKind::VALUES)
    }
}

impl utoipa::ToSchema for BrigKind {
    fn name() -> std::borrow::Cow<'static, str> {
        "BrigKind".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Brig {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .optional("kind", component::named::<BrigKind>())
        .required("guns", component::integer("i64"))
        .build()
    }
}

impl utoipa::ToSchema for Brig {
    fn name() -> std::borrow::Cow<'static, str> {
        "Brig".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<BrigKind>(_found);
    }
}

impl utoipa::PartialSchema for Tried {
    fn schema() -> component::Component {
        {
            let members = vec![
                component::named::<TriedA>(),
                component::named::<TriedB>(),
            ];
            component::union(true, members, None)
        }
    }
}

impl utoipa::ToSchema for Tried {
    fn name() -> std::borrow::Cow<'static, str> {
        "Tried".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<TriedA>(_found);
        component::collect::<TriedB>(_found);
    }
}

impl utoipa::PartialSchema for TriedA {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .required("a", component::string())
        .build()
    }
}

impl utoipa::ToSchema for TriedA {
    fn name() -> std::borrow::Cow<'static, str> {
        "TriedA".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for TriedB {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .required("b", component::string())
        .build()
    }
}

impl utoipa::ToSchema for TriedB {
    fn name() -> std::borrow::Cow<'static, str> {
        "TriedB".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Any {
    fn schema() -> component::Component {
        {
            let members = vec![
                component::named::<AnyA>(),
                component::named::<AnyVariant2>(),
            ];
            component::union(false, members, None)
        }
    }
}

impl utoipa::ToSchema for Any {
    fn name() -> std::borrow::Cow<'static, str> {
        "Any".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<AnyA>(_found);
        component::collect::<AnyVariant2>(_found);
    }
}

impl utoipa::PartialSchema for AnyA {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .required("a", component::integer("i64"))
        .additional(component::any())
        .build()
    }
}

impl utoipa::ToSchema for AnyA {
    fn name() -> std::borrow::Cow<'static, str> {
        "AnyA".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for AnyVariant2 {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .required("a", component::string())
        .optional("c", component::string())
        .additional(component::any())
        .build()
    }
}

impl utoipa::ToSchema for AnyVariant2 {
    fn name() -> std::borrow::Cow<'static, str> {
        "AnyVariant2".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Detail {
    fn schema() -> component::Component {
        {
            let members = vec![
                component::named::<DetailAccept>(),
                component::named::<DetailWait>(),
                component::named::<DetailReject>(),
                component::map(component::array(component::named::<Detail>())),
            ];
            component::union(false, members, None)
        }
    }
}

impl utoipa::ToSchema for Detail {
    fn name() -> std::borrow::Cow<'static, str> {
        "Detail".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<DetailAccept>(_found);
        component::collect::<DetailReject>(_found);
        component::collect::<DetailWait>(_found);
    }
}

impl utoipa::PartialSchema for DetailAcceptType {
    fn schema() -> component::Component {
        component::enumeration(&DetailAcceptType::VALUES)
    }
}

impl utoipa::ToSchema for DetailAcceptType {
    fn name() -> std::borrow::Cow<'static, str> {
        "DetailAcceptType".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for DetailAccept {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .optional("type", component::named::<DetailAcceptType>())
        .build()
    }
}

impl utoipa::ToSchema for DetailAccept {
    fn name() -> std::borrow::Cow<'static, str> {
        "DetailAccept".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<DetailAcceptType>(_found);
    }
}

impl utoipa::PartialSchema for DetailWaitType {
    fn schema() -> component::Component {
        component::enumeration(&DetailWaitType::VALUES)
    }
}

impl utoipa::ToSchema for DetailWaitType {
    fn name() -> std::borrow::Cow<'static, str> {
        "DetailWaitType".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for DetailWait {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .optional("type", component::named::<DetailWaitType>())
        .optional("seconds", component::integer("i64"))
        .optional("reason", component::nullable(component::string()))
        .build()
    }
}

impl utoipa::ToSchema for DetailWait {
    fn name() -> std::borrow::Cow<'static, str> {
        "DetailWait".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<DetailWaitType>(_found);
    }
}

impl utoipa::PartialSchema for DetailRejectType {
    fn schema() -> component::Component {
        component::enumeration(&DetailRejectType::VALUES)
    }
}

impl utoipa::ToSchema for DetailRejectType {
    fn name() -> std::borrow::Cow<'static, str> {
        "DetailRejectType".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for DetailReject {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .optional("type", component::named::<DetailRejectType>())
        .optional("reason", component::nullable(component::string()))
        .build()
    }
}

impl utoipa::ToSchema for DetailReject {
    fn name() -> std::borrow::Cow<'static, str> {
        "DetailReject".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<DetailRejectType>(_found);
    }
}

impl utoipa::PartialSchema for NoneOrSome {
    fn schema() -> component::Component {
        {
            let members = vec![
                component::string(),
                component::array(component::integer("i64")),
            ];
            component::union(true, members, None)
        }
    }
}

impl utoipa::ToSchema for NoneOrSome {
    fn name() -> std::borrow::Cow<'static, str> {
        "NoneOrSome".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Some2 {
    fn schema() -> component::Component {
        {
            let members = vec![
                component::number(),
                component::named::<Some2String>(),
            ];
            component::union(false, members, None)
        }
    }
}

impl utoipa::ToSchema for Some2 {
    fn name() -> std::borrow::Cow<'static, str> {
        "Some2".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<Some2String>(_found);
    }
}

impl utoipa::PartialSchema for Known {
    fn schema() -> component::Component {
        {
            let members = vec![
                component::string(),
                component::named::<KnownEnum>(),
            ];
            component::union(false, members, None)
        }
    }
}

impl utoipa::ToSchema for Known {
    fn name() -> std::borrow::Cow<'static, str> {
        "Known".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<KnownEnum>(_found);
    }
}

impl utoipa::PartialSchema for KnownEnum {
    fn schema() -> component::Component {
        component::enumeration(&KnownEnum::VALUES)
    }
}

impl utoipa::ToSchema for KnownEnum {
    fn name() -> std::borrow::Cow<'static, str> {
        "KnownEnum".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Around {
    fn schema() -> component::Component {
        {
            let members = vec![
                component::named::<AroundCat>(),
                component::named::<AroundDog>(),
            ];
            let values = [
                ("cat", AroundCat::name().into_owned()),
                ("dog", AroundDog::name().into_owned()),
                ("wolf", AroundDog::name().into_owned()),
            ];
            component::union(true, members, Some(("kind", &values)))
        }
    }
}

impl utoipa::ToSchema for Around {
    fn name() -> std::borrow::Cow<'static, str> {
        "Around".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<AroundCat>(_found);
        component::collect::<AroundDog>(_found);
    }
}

impl utoipa::PartialSchema for AroundCat {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .constant("kind", "cat")
        .optional("lives", component::integer("i64"))
        .required("id", component::string())
        .build()
    }
}

impl utoipa::ToSchema for AroundCat {
    fn name() -> std::borrow::Cow<'static, str> {
        "AroundCat".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for AroundDog {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .required("kind", component::named::<DogKind>())
        .optional("name", component::string())
        .required("id", component::string())
        .build()
    }
}

impl utoipa::ToSchema for AroundDog {
    fn name() -> std::borrow::Cow<'static, str> {
        "AroundDog".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<DogKind>(_found);
    }
}

impl utoipa::PartialSchema for Product {
    fn schema() -> component::Component {
        {
            let members = vec![
                component::named::<ProductA>(),
                component::named::<ProductB>(),
            ];
            component::union(true, members, None)
        }
    }
}

impl utoipa::ToSchema for Product {
    fn name() -> std::borrow::Cow<'static, str> {
        "Product".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<ProductA>(_found);
        component::collect::<ProductB>(_found);
    }
}

impl utoipa::PartialSchema for ProductA {
    fn schema() -> component::Component {
        {
            let members = vec![
                component::named::<ProductAC>(),
                component::named::<ProductAD>(),
            ];
            component::union(true, members, None)
        }
    }
}

impl utoipa::ToSchema for ProductA {
    fn name() -> std::borrow::Cow<'static, str> {
        "ProductA".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<ProductAC>(_found);
        component::collect::<ProductAD>(_found);
    }
}

impl utoipa::PartialSchema for ProductAC {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .required("c", component::string())
        .required("a", component::string())
        .build()
    }
}

impl utoipa::ToSchema for ProductAC {
    fn name() -> std::borrow::Cow<'static, str> {
        "ProductAC".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for ProductAD {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .required("d", component::string())
        .required("a", component::string())
        .build()
    }
}

impl utoipa::ToSchema for ProductAD {
    fn name() -> std::borrow::Cow<'static, str> {
        "ProductAD".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for ProductB {
    fn schema() -> component::Component {
        {
            let members = vec![
                component::named::<ProductBC>(),
                component::named::<ProductBD>(),
            ];
            component::union(true, members, None)
        }
    }
}

impl utoipa::ToSchema for ProductB {
    fn name() -> std::borrow::Cow<'static, str> {
        "ProductB".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<ProductBC>(_found);
        component::collect::<ProductBD>(_found);
    }
}

impl utoipa::PartialSchema for ProductBC {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .required("c", component::string())
        .required("b", component::string())
        .build()
    }
}

impl utoipa::ToSchema for ProductBC {
    fn name() -> std::borrow::Cow<'static, str> {
        "ProductBC".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for ProductBD {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .required("d", component::string())
        .required("b", component::string())
        .build()
    }
}

impl utoipa::ToSchema for ProductBD {
    fn name() -> std::borrow::Cow<'static, str> {
        "ProductBD".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Lists {
    fn schema() -> component::Component {
        let own = component::array(component::named::<Lists>());
        component::narrowed(own, Lists::RULES, NAMED)
    }
}

impl utoipa::ToSchema for Lists {
    fn name() -> std::borrow::Cow<'static, str> {
        "Lists".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect_named(Lists::RULES, NAMED, _found);
    }
}

impl utoipa::PartialSchema for Maps {
    fn schema() -> component::Component {
        let own = component::map(component::named::<Maps>());
        component::narrowed(own, Maps::RULES, NAMED)
    }
}

impl utoipa::ToSchema for Maps {
    fn name() -> std::borrow::Cow<'static, str> {
        "Maps".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect_named(Maps::RULES, NAMED, _found);
    }
}

impl utoipa::PartialSchema for Filter {
    fn schema() -> component::Component {
        {
            let members = vec![
                component::named::<FilterAnd>(),
                component::named::<FilterField>(),
            ];
            component::union(false, members, None)
        }
    }
}

impl utoipa::ToSchema for Filter {
    fn name() -> std::borrow::Cow<'static, str> {
        "Filter".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<FilterAnd>(_found);
        component::collect::<FilterField>(_found);
    }
}

impl utoipa::PartialSchema for FilterAnd {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .required("and", component::array(component::named::<Filter>()))
        .closed()
        .build()
    }
}

impl utoipa::ToSchema for FilterAnd {
    fn name() -> std::borrow::Cow<'static, str> {
        "FilterAnd".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<Filter>(_found);
    }
}

impl utoipa::PartialSchema for FilterField {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .required("field", component::string())
        .closed()
        .build()
    }
}

impl utoipa::ToSchema for FilterField {
    fn name() -> std::borrow::Cow<'static, str> {
        "FilterField".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Json2 {
    fn schema() -> component::Component {
        {
            let members = vec![
                component::string(),
                component::number(),
                component::boolean(),
                component::array(component::nullable(component::named::<Json2>())),
                component::map(component::nullable(component::named::<Json2>())),
            ];
            component::union(false, members, None)
        }
    }
}

impl utoipa::ToSchema for Json2 {
    fn name() -> std::borrow::Cow<'static, str> {
        "Json2".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for WithoutInner {
    fn schema() -> component::Component {
        let own = component::any();
        component::narrowed(own, WithoutInner::RULES, NAMED)
    }
}

impl utoipa::ToSchema for WithoutInner {
    fn name() -> std::borrow::Cow<'static, str> {
        "WithoutInner".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect_named(WithoutInner::RULES, NAMED, _found);
    }
}

impl utoipa::PartialSchema for Without {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .optional("inner", component::named::<WithoutInner>())
        .optional("a", component::string())
        .build()
    }
}

impl utoipa::ToSchema for Without {
    fn name() -> std::borrow::Cow<'static, str> {
        "Without".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<WithoutInner>(_found);
    }
}

impl utoipa::PartialSchema for FooBar2 {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .optional("type", component::string())
        .optional("self", component::string())
        .optional("a-b", component::string())
        .optional("a_b", component::string())
        .optional("object", component::string())
        .optional("at", component::string())
        .optional("json", component::string())
        .optional("kept", component::string())
        .build()
    }
}

impl utoipa::ToSchema for FooBar2 {
    fn name() -> std::borrow::Cow<'static, str> {
        "FooBar2".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for FooBarIn {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .optional("x", component::named::<FooBarInX>())
        .build()
    }
}

impl utoipa::ToSchema for FooBarIn {
    fn name() -> std::borrow::Cow<'static, str> {
        "FooBarIn".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<FooBarInX>(_found);
    }
}

impl utoipa::PartialSchema for FooBar {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .optional("in", component::named::<FooBarIn>())
        .build()
    }
}

impl utoipa::ToSchema for FooBar {
    fn name() -> std::borrow::Cow<'static, str> {
        "FooBar".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<FooBarIn>(_found);
    }
}

impl utoipa::PartialSchema for Error {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .optional("value", component::named::<Value>())
        .build()
    }
}

impl utoipa::ToSchema for Error {
    fn name() -> std::borrow::Cow<'static, str> {
        "Error".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<Value>(_found);
    }
}

impl utoipa::PartialSchema for Option2 {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .optional("some", component::named::<Error>())
        .build()
    }
}

impl utoipa::ToSchema for Option2 {
    fn name() -> std::borrow::Cow<'static, str> {
        "Option2".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<Error>(_found);
    }
}

impl utoipa::PartialSchema for N2fa {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .required("code", component::string())
        .build()
    }
}

impl utoipa::ToSchema for N2fa {
    fn name() -> std::borrow::Cow<'static, str> {
        "N2fa".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}
