// Generated of crates/constructs/v3_1.yaml: do not edit.
//! What the types enforce, told as the components of a document that utoipa writes:
//! `components(schemas(..))` takes any of them, and what they refer to comes along.

use schema_support::EmittedSchema;
use schema_support::component::{self, Component, Components};
use schema_support::private::utoipa::{PartialSchema, ToSchema};
#[allow(unused_imports)]
use schema_support::{NamedSchemas, component::ObjectComponent};

use super::types::*;

/// What utoipa makes of every type of `types` that is all of a schema of the document.
pub static SCHEMAS: &[EmittedSchema] = &[
    EmittedSchema::of_utoipa::<Mixed>("Mixed", "/components/schemas/Mixed"),
    EmittedSchema::of_utoipa::<Levels>("Levels", "/components/schemas/Levels"),
    EmittedSchema::of_utoipa::<Cases>("Cases", "/components/schemas/Cases"),
    EmittedSchema::of_utoipa::<Yes>("Yes", "/components/schemas/Yes"),
    EmittedSchema::of_utoipa::<ConstantV>("ConstantV", "/components/schemas/Constant/properties/v"),
    EmittedSchema::of_utoipa::<ConstantW>("ConstantW", "/components/schemas/Constant/properties/w"),
    EmittedSchema::of_utoipa::<Constant>("Constant", "/components/schemas/Constant"),
    EmittedSchema::of_utoipa::<TextsA>("TextsA", "/components/schemas/Texts/properties/a"),
    EmittedSchema::of_utoipa::<TextsB>("TextsB", "/components/schemas/Texts/properties/b"),
    EmittedSchema::of_utoipa::<TextsC>("TextsC", "/components/schemas/Texts/properties/c"),
    EmittedSchema::of_utoipa::<TextsD>("TextsD", "/components/schemas/Texts/properties/d"),
    EmittedSchema::of_utoipa::<TextsSecret>("TextsSecret", "/components/schemas/Texts/properties/secret"),
    EmittedSchema::of_utoipa::<Texts>("Texts", "/components/schemas/Texts"),
    EmittedSchema::of_utoipa::<NumbersPort>("NumbersPort", "/components/schemas/Numbers/properties/port"),
    EmittedSchema::of_utoipa::<NumbersHalf>("NumbersHalf", "/components/schemas/Numbers/properties/half"),
    EmittedSchema::of_utoipa::<NumbersWide>("NumbersWide", "/components/schemas/Numbers/properties/wide"),
    EmittedSchema::of_utoipa::<NumbersCents>("NumbersCents", "/components/schemas/Numbers/properties/cents"),
    EmittedSchema::of_utoipa::<NumbersTwice>("NumbersTwice", "/components/schemas/Numbers/properties/twice"),
    EmittedSchema::of_utoipa::<Set>("Set", "/components/schemas/Set"),
    EmittedSchema::of_utoipa::<Anything>("Anything", "/components/schemas/Anything"),
    EmittedSchema::of_utoipa::<Tuple>("Tuple", "/components/schemas/Tuple"),
    EmittedSchema::of_utoipa::<Pair>("Pair", "/components/schemas/Pair"),
    EmittedSchema::of_utoipa::<Holding>("Holding", "/components/schemas/Holding"),
    EmittedSchema::of_utoipa::<Rest>("Rest", "/components/schemas/Rest"),
    EmittedSchema::of_utoipa::<Counted>("Counted", "/components/schemas/Counted"),
    EmittedSchema::of_utoipa::<Named>("Named", "/components/schemas/Named"),
    EmittedSchema::of_utoipa::<Patterned>("Patterned", "/components/schemas/Patterned"),
    EmittedSchema::of_utoipa::<ByPattern>("ByPattern", "/components/schemas/ByPattern"),
    EmittedSchema::of_utoipa::<Rested>("Rested", "/components/schemas/Rested"),
    EmittedSchema::of_utoipa::<Forbidding>("Forbidding", "/components/schemas/Forbidding"),
    EmittedSchema::of_utoipa::<Dependent>("Dependent", "/components/schemas/Dependent"),
    EmittedSchema::of_utoipa::<ConditionalKind>("ConditionalKind", "/components/schemas/Conditional/properties/kind"),
    EmittedSchema::of_utoipa::<Conditional>("Conditional", "/components/schemas/Conditional"),
    EmittedSchema::of_utoipa::<Not>("Not", "/components/schemas/Not"),
    EmittedSchema::of_utoipa::<NotText>("NotText", "/components/schemas/NotText"),
    EmittedSchema::of_utoipa::<OneRequired>("OneRequired", "/components/schemas/OneRequired"),
    EmittedSchema::of_utoipa::<Closed>("Closed", "/components/schemas/Closed"),
    EmittedSchema::of_utoipa::<Base>("Base", "/components/schemas/Base"),
    EmittedSchema::of_utoipa::<Sealed>("Sealed", "/components/schemas/Sealed"),
    EmittedSchema::of_utoipa::<Merged>("Merged", "/components/schemas/Merged"),
    EmittedSchema::of_utoipa::<NullablesC>("NullablesC", "/components/schemas/Nullables/properties/c"),
    EmittedSchema::of_utoipa::<NullablesF>("NullablesF", "/components/schemas/Nullables/properties/f"),
    EmittedSchema::of_utoipa::<Nullables>("Nullables", "/components/schemas/Nullables"),
    EmittedSchema::of_utoipa::<ByType>("ByType", "/components/schemas/ByType"),
    EmittedSchema::of_utoipa::<Cat>("Cat", "/components/schemas/Cat"),
    EmittedSchema::of_utoipa::<DogKind>("DogKind", "/components/schemas/Dog/properties/kind"),
    EmittedSchema::of_utoipa::<Dog>("Dog", "/components/schemas/Dog"),
    EmittedSchema::of_utoipa::<Pet>("Pet", "/components/schemas/Pet"),
    EmittedSchema::of_utoipa::<Beast>("Beast", "/components/schemas/Beast"),
    EmittedSchema::of_utoipa::<BeastVariant2Kind>("BeastVariant2Kind", "/components/schemas/Beast/anyOf/1/properties/kind"),
    EmittedSchema::of_utoipa::<BeastVariant2>("BeastVariant2", "/components/schemas/Beast/anyOf/1"),
    EmittedSchema::of_utoipa::<Tagged>("Tagged", "/components/schemas/Tagged"),
    EmittedSchema::of_utoipa::<Tried>("Tried", "/components/schemas/Tried"),
    EmittedSchema::of_utoipa::<TriedVariant1>("TriedVariant1", "/components/schemas/Tried/oneOf/0"),
    EmittedSchema::of_utoipa::<TriedVariant2>("TriedVariant2", "/components/schemas/Tried/oneOf/1"),
    EmittedSchema::of_utoipa::<Any>("Any", "/components/schemas/Any"),
    EmittedSchema::of_utoipa::<AnyVariant1>("AnyVariant1", "/components/schemas/Any/anyOf/0"),
    EmittedSchema::of_utoipa::<AnyVariant2>("AnyVariant2", "/components/schemas/Any/anyOf/1"),
    EmittedSchema::of_utoipa::<Known>("Known", "/components/schemas/Known"),
    EmittedSchema::of_utoipa::<KnownVariant2>("KnownVariant2", "/components/schemas/Known/anyOf/1"),
    EmittedSchema::of_utoipa::<Around>("Around", "/components/schemas/Around"),
    EmittedSchema::of_utoipa::<Product>("Product", "/components/schemas/Product"),
    EmittedSchema::of_utoipa::<Tree>("Tree", "/components/schemas/Tree"),
    EmittedSchema::of_utoipa::<Lists>("Lists", "/components/schemas/Lists"),
    EmittedSchema::of_utoipa::<Maps>("Maps", "/components/schemas/Maps"),
    EmittedSchema::of_utoipa::<Filter>("Filter", "/components/schemas/Filter"),
    EmittedSchema::of_utoipa::<FilterVariant1>("FilterVariant1", "/components/schemas/Filter/anyOf/0"),
    EmittedSchema::of_utoipa::<FilterVariant2>("FilterVariant2", "/components/schemas/Filter/anyOf/1"),
    EmittedSchema::of_utoipa::<Json2>("Json2", "/components/schemas/Json"),
    EmittedSchema::of_utoipa::<WithoutInner>("WithoutInner", "/components/schemas/Without/properties/inner"),
    EmittedSchema::of_utoipa::<Without>("Without", "/components/schemas/Without"),
    EmittedSchema::of_utoipa::<FooBar>("FooBar", "/components/schemas/foo-bar"),
    EmittedSchema::of_utoipa::<FooBar2InX>("FooBar2InX", "/components/schemas/FooBar/properties/in/properties/x"),
    EmittedSchema::of_utoipa::<FooBar2In>("FooBar2In", "/components/schemas/FooBar/properties/in"),
    EmittedSchema::of_utoipa::<FooBar2>("FooBar2", "/components/schemas/FooBar"),
    EmittedSchema::of_utoipa::<Ab>("Ab", "/components/schemas/AB"),
    EmittedSchema::of_utoipa::<Ab2>("Ab2", "/components/schemas/Ab"),
    EmittedSchema::of_utoipa::<Value>("Value", "/components/schemas/Value"),
    EmittedSchema::of_utoipa::<Error>("Error", "/components/schemas/Error"),
    EmittedSchema::of_utoipa::<Option2>("Option2", "/components/schemas/Option"),
    EmittedSchema::of_utoipa::<N2fa>("N2fa", "/components/schemas/2fa"),
];

const NAMED: NamedSchemas = &[
    ("RESTED_SCHEMA", &RESTED_SCHEMA),
    ("WITHOUT_SCHEMA", &WITHOUT_SCHEMA),
];

impl PartialSchema for Mixed {
    fn schema() -> Component {
        component::literals(&Mixed::VALUES)
    }
}

impl ToSchema for Mixed {
    fn name() -> std::borrow::Cow<'static, str> {
        "Mixed".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for Exact {
    fn schema() -> Component {
        component::literals(&Exact::VALUES)
    }
}

impl ToSchema for Exact {
    fn name() -> std::borrow::Cow<'static, str> {
        "Exact".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for Levels {
    fn schema() -> Component {
        component::literals(&Levels::VALUES)
    }
}

impl ToSchema for Levels {
    fn name() -> std::borrow::Cow<'static, str> {
        "Levels".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for Cases {
    fn schema() -> Component {
        component::enumeration(&Cases::VALUES)
    }
}

impl ToSchema for Cases {
    fn name() -> std::borrow::Cow<'static, str> {
        "Cases".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for Yes {
    fn schema() -> Component {
        component::literals(&Yes::VALUES)
    }
}

impl ToSchema for Yes {
    fn name() -> std::borrow::Cow<'static, str> {
        "Yes".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for ConstantV {
    fn schema() -> Component {
        component::literals(&ConstantV::VALUES)
    }
}

impl ToSchema for ConstantV {
    fn name() -> std::borrow::Cow<'static, str> {
        "ConstantV".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for ConstantW {
    fn schema() -> Component {
        component::literals(&ConstantW::VALUES)
    }
}

impl ToSchema for ConstantW {
    fn name() -> std::borrow::Cow<'static, str> {
        "ConstantW".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for Constant {
    fn schema() -> Component {
        ObjectComponent::default()
        .required("v", component::named::<ConstantV>())
        .optional("w", component::named::<ConstantW>())
        .optional("x", component::null())
        .build()
    }
}

impl ToSchema for Constant {
    fn name() -> std::borrow::Cow<'static, str> {
        "Constant".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<ConstantV>(_found);
        component::collect::<ConstantW>(_found);
    }
}

impl PartialSchema for Texts {
    fn schema() -> Component {
        ObjectComponent::default()
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
        .closed()
        .build()
    }
}

impl ToSchema for Texts {
    fn name() -> std::borrow::Cow<'static, str> {
        "Texts".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<TextsA>(_found);
        component::collect::<TextsB>(_found);
        component::collect::<TextsC>(_found);
        component::collect::<TextsD>(_found);
        component::collect::<TextsSecret>(_found);
    }
}

impl PartialSchema for NumbersHuge {
    fn schema() -> Component {
        let own = schema_support::Integer::schema();
        component::narrowed(own, NumbersHuge::RULES, NAMED)
    }
}

impl ToSchema for NumbersHuge {
    fn name() -> std::borrow::Cow<'static, str> {
        "NumbersHuge".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect_named(NumbersHuge::RULES, NAMED, _found);
    }
}

impl PartialSchema for NumbersFine {
    fn schema() -> Component {
        let own = component::number();
        component::narrowed(own, NumbersFine::RULES, NAMED)
    }
}

impl ToSchema for NumbersFine {
    fn name() -> std::borrow::Cow<'static, str> {
        "NumbersFine".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect_named(NumbersFine::RULES, NAMED, _found);
    }
}

impl PartialSchema for NumbersTwice {
    fn schema() -> Component {
        let own = component::named::<NumbersTwiceUnchecked>();
        component::narrowed(own, NumbersTwice::RULES, NAMED)
    }
}

impl ToSchema for NumbersTwice {
    fn name() -> std::borrow::Cow<'static, str> {
        "NumbersTwice".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<NumbersTwiceUnchecked>(_found);
        component::collect_named(NumbersTwice::RULES, NAMED, _found);
    }
}

impl PartialSchema for Numbers {
    fn schema() -> Component {
        ObjectComponent::default()
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

impl ToSchema for Numbers {
    fn name() -> std::borrow::Cow<'static, str> {
        "Numbers".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<NumbersCents>(_found);
        component::collect::<NumbersFine>(_found);
        component::collect::<NumbersHalf>(_found);
        component::collect::<NumbersHuge>(_found);
        component::collect::<NumbersPort>(_found);
        component::collect::<NumbersTwice>(_found);
        component::collect::<NumbersWide>(_found);
    }
}

impl PartialSchema for Set {
    fn schema() -> Component {
        component::rules::array(&Set::RULES, component::integer("i64"))
    }
}

impl ToSchema for Set {
    fn name() -> std::borrow::Cow<'static, str> {
        "Set".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for Anything {
    fn schema() -> Component {
        component::rules::array(&Anything::RULES, component::any())
    }
}

impl ToSchema for Anything {
    fn name() -> std::borrow::Cow<'static, str> {
        "Anything".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for Tuple {
    fn schema() -> Component {
        let own = component::named::<TupleUnchecked>();
        component::narrowed(own, Tuple::RULES, NAMED)
    }
}

impl ToSchema for Tuple {
    fn name() -> std::borrow::Cow<'static, str> {
        "Tuple".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<TupleUnchecked>(_found);
        component::collect_named(Tuple::RULES, NAMED, _found);
    }
}

impl PartialSchema for TupleUnchecked {
    fn schema() -> Component {
        component::rules::array(&TupleUnchecked::RULES, component::any())
    }
}

impl ToSchema for TupleUnchecked {
    fn name() -> std::borrow::Cow<'static, str> {
        "TupleUnchecked".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for Pair {
    fn schema() -> Component {
        let own = component::named::<PairUnchecked>();
        component::narrowed(own, Pair::RULES, NAMED)
    }
}

impl ToSchema for Pair {
    fn name() -> std::borrow::Cow<'static, str> {
        "Pair".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<PairUnchecked>(_found);
        component::collect_named(Pair::RULES, NAMED, _found);
    }
}

impl PartialSchema for PairUnchecked {
    fn schema() -> Component {
        component::rules::array(&PairUnchecked::RULES, component::any())
    }
}

impl ToSchema for PairUnchecked {
    fn name() -> std::borrow::Cow<'static, str> {
        "PairUnchecked".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for Holding {
    fn schema() -> Component {
        let own = component::array(component::integer("i64"));
        component::narrowed(own, Holding::RULES, NAMED)
    }
}

impl ToSchema for Holding {
    fn name() -> std::borrow::Cow<'static, str> {
        "Holding".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect_named(Holding::RULES, NAMED, _found);
    }
}

impl PartialSchema for Rest {
    fn schema() -> Component {
        let own = component::array(component::any());
        component::narrowed(own, Rest::RULES, NAMED)
    }
}

impl ToSchema for Rest {
    fn name() -> std::borrow::Cow<'static, str> {
        "Rest".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect_named(Rest::RULES, NAMED, _found);
    }
}

impl PartialSchema for Counted {
    fn schema() -> Component {
        let own = component::map(component::integer("i64"));
        component::narrowed(own, Counted::RULES, NAMED)
    }
}

impl ToSchema for Counted {
    fn name() -> std::borrow::Cow<'static, str> {
        "Counted".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect_named(Counted::RULES, NAMED, _found);
    }
}

impl PartialSchema for Named {
    fn schema() -> Component {
        let own = component::map(component::any());
        component::narrowed(own, Named::RULES, NAMED)
    }
}

impl ToSchema for Named {
    fn name() -> std::borrow::Cow<'static, str> {
        "Named".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect_named(Named::RULES, NAMED, _found);
    }
}

impl PartialSchema for Patterned {
    fn schema() -> Component {
        let own = ObjectComponent::default()
        .optional("id", component::string())
        .additional(component::any())
        .build();
        component::narrowed(own, Patterned::CHECKS, NAMED)
    }
}

impl ToSchema for Patterned {
    fn name() -> std::borrow::Cow<'static, str> {
        "Patterned".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect_named(Patterned::CHECKS, NAMED, _found);
    }
}

impl PartialSchema for ByPattern {
    fn schema() -> Component {
        let own = component::map(component::string());
        component::narrowed(own, ByPattern::RULES, NAMED)
    }
}

impl ToSchema for ByPattern {
    fn name() -> std::borrow::Cow<'static, str> {
        "ByPattern".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect_named(ByPattern::RULES, NAMED, _found);
    }
}

impl PartialSchema for Rested {
    fn schema() -> Component {
        ObjectComponent::default()
        .required("id", component::string())
        .additional(component::integer("i64"))
        .build()
    }
}

impl ToSchema for Rested {
    fn name() -> std::borrow::Cow<'static, str> {
        "Rested".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for Forbidding {
    fn schema() -> Component {
        let own = ObjectComponent::default()
        .optional("a", component::string())
        .build();
        component::narrowed(own, Forbidding::CHECKS, NAMED)
    }
}

impl ToSchema for Forbidding {
    fn name() -> std::borrow::Cow<'static, str> {
        "Forbidding".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect_named(Forbidding::CHECKS, NAMED, _found);
    }
}

impl PartialSchema for Dependent {
    fn schema() -> Component {
        let own = ObjectComponent::default()
        .optional("card", component::string())
        .optional("address", component::string())
        .optional("zip", component::string())
        .optional("country", component::any())
        .build();
        component::narrowed(own, Dependent::CHECKS, NAMED)
    }
}

impl ToSchema for Dependent {
    fn name() -> std::borrow::Cow<'static, str> {
        "Dependent".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect_named(Dependent::CHECKS, NAMED, _found);
    }
}

impl PartialSchema for ConditionalKind {
    fn schema() -> Component {
        component::enumeration(&ConditionalKind::VALUES)
    }
}

impl ToSchema for ConditionalKind {
    fn name() -> std::borrow::Cow<'static, str> {
        "ConditionalKind".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for Conditional {
    fn schema() -> Component {
        let own = ObjectComponent::default()
        .required("kind", component::named::<ConditionalKind>())
        .optional("x", component::integer("i64"))
        .build();
        component::narrowed(own, Conditional::CHECKS, NAMED)
    }
}

impl ToSchema for Conditional {
    fn name() -> std::borrow::Cow<'static, str> {
        "Conditional".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<ConditionalKind>(_found);
        component::collect_named(Conditional::CHECKS, NAMED, _found);
    }
}

impl PartialSchema for Not {
    fn schema() -> Component {
        let own = ObjectComponent::default()
        .optional("a", component::string())
        .optional("b", component::string())
        .build();
        component::narrowed(own, Not::CHECKS, NAMED)
    }
}

impl ToSchema for Not {
    fn name() -> std::borrow::Cow<'static, str> {
        "Not".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect_named(Not::CHECKS, NAMED, _found);
    }
}

impl PartialSchema for NotText {
    fn schema() -> Component {
        let own = component::any();
        component::narrowed(own, NotText::RULES, NAMED)
    }
}

impl ToSchema for NotText {
    fn name() -> std::borrow::Cow<'static, str> {
        "NotText".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect_named(NotText::RULES, NAMED, _found);
    }
}

impl PartialSchema for OneRequired {
    fn schema() -> Component {
        let own = ObjectComponent::default()
        .optional("a", component::string())
        .optional("b", component::string())
        .build();
        component::narrowed(own, OneRequired::CHECKS, NAMED)
    }
}

impl ToSchema for OneRequired {
    fn name() -> std::borrow::Cow<'static, str> {
        "OneRequired".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect_named(OneRequired::CHECKS, NAMED, _found);
    }
}

impl PartialSchema for ClosedMore {
    fn schema() -> Component {
        let own = component::any();
        component::narrowed(own, ClosedMore::RULES, NAMED)
    }
}

impl ToSchema for ClosedMore {
    fn name() -> std::borrow::Cow<'static, str> {
        "ClosedMore".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect_named(ClosedMore::RULES, NAMED, _found);
    }
}

impl PartialSchema for Closed {
    fn schema() -> Component {
        let own = ObjectComponent::default()
        .optional("more", component::named::<ClosedMore>())
        .required("id", component::string())
        .additional(component::integer("i64"))
        .build();
        component::narrowed(own, Closed::CHECKS, NAMED)
    }
}

impl ToSchema for Closed {
    fn name() -> std::borrow::Cow<'static, str> {
        "Closed".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<ClosedMore>(_found);
        component::collect_named(Closed::CHECKS, NAMED, _found);
    }
}

impl PartialSchema for Base {
    fn schema() -> Component {
        ObjectComponent::default()
        .required("base", component::string())
        .build()
    }
}

impl ToSchema for Base {
    fn name() -> std::borrow::Cow<'static, str> {
        "Base".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for Sealed {
    fn schema() -> Component {
        ObjectComponent::default()
        .optional("own", component::integer("i64"))
        .required("base", component::string())
        .closed()
        .build()
    }
}

impl ToSchema for Sealed {
    fn name() -> std::borrow::Cow<'static, str> {
        "Sealed".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for Merged {
    fn schema() -> Component {
        ObjectComponent::default()
        .required("base", component::named::<MergedBase>())
        .optional("more", component::nullable(component::string()))
        .build()
    }
}

impl ToSchema for Merged {
    fn name() -> std::borrow::Cow<'static, str> {
        "Merged".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<MergedBase>(_found);
    }
}

impl PartialSchema for NullablesF {
    fn schema() -> Component {
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

impl ToSchema for NullablesF {
    fn name() -> std::borrow::Cow<'static, str> {
        "NullablesF".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<NullablesFInteger>(_found);
        component::collect::<NullablesFString>(_found);
    }
}

impl PartialSchema for Nullables {
    fn schema() -> Component {
        ObjectComponent::default()
        .required("a", component::nullable(component::string()))
        .required("b", component::nullable(component::named::<Base>()))
        .optional("c", component::nullable(component::named::<NullablesC>()))
        .optional("d", component::null())
        .optional("e", component::any())
        .optional("f", component::named::<NullablesF>())
        .build()
    }
}

impl ToSchema for Nullables {
    fn name() -> std::borrow::Cow<'static, str> {
        "Nullables".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<Base>(_found);
        component::collect::<NullablesC>(_found);
        component::collect::<NullablesF>(_found);
    }
}

impl PartialSchema for ByType {
    fn schema() -> Component {
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

impl ToSchema for ByType {
    fn name() -> std::borrow::Cow<'static, str> {
        "ByType".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<Base>(_found);
    }
}

impl PartialSchema for Cat {
    fn schema() -> Component {
        ObjectComponent::default()
        .constant("kind", "cat")
        .optional("lives", component::integer("i64"))
        .build()
    }
}

impl ToSchema for Cat {
    fn name() -> std::borrow::Cow<'static, str> {
        "Cat".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for DogKind {
    fn schema() -> Component {
        component::enumeration(&DogKind::VALUES)
    }
}

impl ToSchema for DogKind {
    fn name() -> std::borrow::Cow<'static, str> {
        "DogKind".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for Dog {
    fn schema() -> Component {
        ObjectComponent::default()
        .required("kind", component::named::<DogKind>())
        .optional("name", component::string())
        .build()
    }
}

impl ToSchema for Dog {
    fn name() -> std::borrow::Cow<'static, str> {
        "Dog".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<DogKind>(_found);
    }
}

impl PartialSchema for Pet {
    fn schema() -> Component {
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

impl ToSchema for Pet {
    fn name() -> std::borrow::Cow<'static, str> {
        "Pet".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<Cat>(_found);
        component::collect::<Dog>(_found);
    }
}

impl PartialSchema for Beast {
    fn schema() -> Component {
        {
            let members = vec![
                component::named::<Pet>(),
                component::named::<BeastVariant2>(),
                component::string(),
            ];
            component::union(false, members, None)
        }
    }
}

impl ToSchema for Beast {
    fn name() -> std::borrow::Cow<'static, str> {
        "Beast".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<BeastVariant2>(_found);
        component::collect::<Pet>(_found);
    }
}

impl PartialSchema for BeastVariant2Kind {
    fn schema() -> Component {
        component::literals(&BeastVariant2Kind::VALUES)
    }
}

impl ToSchema for BeastVariant2Kind {
    fn name() -> std::borrow::Cow<'static, str> {
        "BeastVariant2Kind".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for BeastVariant2 {
    fn schema() -> Component {
        ObjectComponent::default()
        .required("kind", component::named::<BeastVariant2Kind>())
        .build()
    }
}

impl ToSchema for BeastVariant2 {
    fn name() -> std::borrow::Cow<'static, str> {
        "BeastVariant2".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<BeastVariant2Kind>(_found);
    }
}

impl PartialSchema for Tagged {
    fn schema() -> Component {
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

impl ToSchema for Tagged {
    fn name() -> std::borrow::Cow<'static, str> {
        "Tagged".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<Cat>(_found);
        component::collect::<Dog>(_found);
    }
}

impl PartialSchema for Tried {
    fn schema() -> Component {
        {
            let members = vec![
                component::named::<TriedVariant1>(),
                component::named::<TriedVariant2>(),
            ];
            component::union(true, members, None)
        }
    }
}

impl ToSchema for Tried {
    fn name() -> std::borrow::Cow<'static, str> {
        "Tried".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<TriedVariant1>(_found);
        component::collect::<TriedVariant2>(_found);
    }
}

impl PartialSchema for TriedVariant1 {
    fn schema() -> Component {
        ObjectComponent::default()
        .required("a", component::string())
        .build()
    }
}

impl ToSchema for TriedVariant1 {
    fn name() -> std::borrow::Cow<'static, str> {
        "TriedVariant1".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for TriedVariant2 {
    fn schema() -> Component {
        ObjectComponent::default()
        .required("b", component::string())
        .build()
    }
}

impl ToSchema for TriedVariant2 {
    fn name() -> std::borrow::Cow<'static, str> {
        "TriedVariant2".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for Any {
    fn schema() -> Component {
        {
            let members = vec![
                component::named::<AnyVariant1>(),
                component::named::<AnyVariant2>(),
            ];
            component::union(false, members, None)
        }
    }
}

impl ToSchema for Any {
    fn name() -> std::borrow::Cow<'static, str> {
        "Any".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<AnyVariant1>(_found);
        component::collect::<AnyVariant2>(_found);
    }
}

impl PartialSchema for AnyVariant1 {
    fn schema() -> Component {
        ObjectComponent::default()
        .required("a", component::integer("i64"))
        .additional(component::any())
        .build()
    }
}

impl ToSchema for AnyVariant1 {
    fn name() -> std::borrow::Cow<'static, str> {
        "AnyVariant1".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for AnyVariant2 {
    fn schema() -> Component {
        ObjectComponent::default()
        .required("a", component::string())
        .optional("c", component::string())
        .additional(component::any())
        .build()
    }
}

impl ToSchema for AnyVariant2 {
    fn name() -> std::borrow::Cow<'static, str> {
        "AnyVariant2".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for Known {
    fn schema() -> Component {
        {
            let members = vec![
                component::string(),
                component::named::<KnownVariant2>(),
            ];
            component::union(false, members, None)
        }
    }
}

impl ToSchema for Known {
    fn name() -> std::borrow::Cow<'static, str> {
        "Known".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<KnownVariant2>(_found);
    }
}

impl PartialSchema for KnownVariant2 {
    fn schema() -> Component {
        component::enumeration(&KnownVariant2::VALUES)
    }
}

impl ToSchema for KnownVariant2 {
    fn name() -> std::borrow::Cow<'static, str> {
        "KnownVariant2".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for Around {
    fn schema() -> Component {
        {
            let members = vec![
                component::named::<AroundVariant1>(),
                component::named::<AroundVariant2>(),
            ];
            let values = [
                ("cat", AroundVariant1::name().into_owned()),
                ("dog", AroundVariant2::name().into_owned()),
                ("wolf", AroundVariant2::name().into_owned()),
            ];
            component::union(true, members, Some(("kind", &values)))
        }
    }
}

impl ToSchema for Around {
    fn name() -> std::borrow::Cow<'static, str> {
        "Around".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<AroundVariant1>(_found);
        component::collect::<AroundVariant2>(_found);
    }
}

impl PartialSchema for AroundVariant1 {
    fn schema() -> Component {
        ObjectComponent::default()
        .constant("kind", "cat")
        .optional("lives", component::integer("i64"))
        .required("id", component::string())
        .build()
    }
}

impl ToSchema for AroundVariant1 {
    fn name() -> std::borrow::Cow<'static, str> {
        "AroundVariant1".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for AroundVariant2 {
    fn schema() -> Component {
        ObjectComponent::default()
        .required("kind", component::named::<DogKind>())
        .optional("name", component::string())
        .required("id", component::string())
        .build()
    }
}

impl ToSchema for AroundVariant2 {
    fn name() -> std::borrow::Cow<'static, str> {
        "AroundVariant2".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<DogKind>(_found);
    }
}

impl PartialSchema for Product {
    fn schema() -> Component {
        {
            let members = vec![
                component::named::<ProductVariant1>(),
                component::named::<ProductVariant2>(),
            ];
            component::union(true, members, None)
        }
    }
}

impl ToSchema for Product {
    fn name() -> std::borrow::Cow<'static, str> {
        "Product".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<ProductVariant1>(_found);
        component::collect::<ProductVariant2>(_found);
    }
}

impl PartialSchema for ProductVariant1 {
    fn schema() -> Component {
        {
            let members = vec![
                component::named::<ProductVariant1Variant1>(),
                component::named::<ProductVariant1Variant2>(),
            ];
            component::union(true, members, None)
        }
    }
}

impl ToSchema for ProductVariant1 {
    fn name() -> std::borrow::Cow<'static, str> {
        "ProductVariant1".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<ProductVariant1Variant1>(_found);
        component::collect::<ProductVariant1Variant2>(_found);
    }
}

impl PartialSchema for ProductVariant1Variant1 {
    fn schema() -> Component {
        ObjectComponent::default()
        .required("c", component::string())
        .required("a", component::string())
        .build()
    }
}

impl ToSchema for ProductVariant1Variant1 {
    fn name() -> std::borrow::Cow<'static, str> {
        "ProductVariant1Variant1".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for ProductVariant1Variant2 {
    fn schema() -> Component {
        ObjectComponent::default()
        .required("d", component::string())
        .required("a", component::string())
        .build()
    }
}

impl ToSchema for ProductVariant1Variant2 {
    fn name() -> std::borrow::Cow<'static, str> {
        "ProductVariant1Variant2".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for ProductVariant2 {
    fn schema() -> Component {
        {
            let members = vec![
                component::named::<ProductVariant2Variant1>(),
                component::named::<ProductVariant2Variant2>(),
            ];
            component::union(true, members, None)
        }
    }
}

impl ToSchema for ProductVariant2 {
    fn name() -> std::borrow::Cow<'static, str> {
        "ProductVariant2".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<ProductVariant2Variant1>(_found);
        component::collect::<ProductVariant2Variant2>(_found);
    }
}

impl PartialSchema for ProductVariant2Variant1 {
    fn schema() -> Component {
        ObjectComponent::default()
        .required("c", component::string())
        .required("b", component::string())
        .build()
    }
}

impl ToSchema for ProductVariant2Variant1 {
    fn name() -> std::borrow::Cow<'static, str> {
        "ProductVariant2Variant1".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for ProductVariant2Variant2 {
    fn schema() -> Component {
        ObjectComponent::default()
        .required("d", component::string())
        .required("b", component::string())
        .build()
    }
}

impl ToSchema for ProductVariant2Variant2 {
    fn name() -> std::borrow::Cow<'static, str> {
        "ProductVariant2Variant2".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for Tree {
    fn schema() -> Component {
        ObjectComponent::default()
        .required("value", component::integer("i64"))
        .optional("left", component::named::<Tree>())
        .optional("right", component::nullable(component::named::<Tree>()))
        .build()
    }
}

impl ToSchema for Tree {
    fn name() -> std::borrow::Cow<'static, str> {
        "Tree".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for Lists {
    fn schema() -> Component {
        let own = component::array(component::named::<Lists>());
        component::narrowed(own, Lists::RULES, NAMED)
    }
}

impl ToSchema for Lists {
    fn name() -> std::borrow::Cow<'static, str> {
        "Lists".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect_named(Lists::RULES, NAMED, _found);
    }
}

impl PartialSchema for Maps {
    fn schema() -> Component {
        let own = component::map(component::named::<Maps>());
        component::narrowed(own, Maps::RULES, NAMED)
    }
}

impl ToSchema for Maps {
    fn name() -> std::borrow::Cow<'static, str> {
        "Maps".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect_named(Maps::RULES, NAMED, _found);
    }
}

impl PartialSchema for Filter {
    fn schema() -> Component {
        {
            let members = vec![
                component::named::<FilterVariant1>(),
                component::named::<FilterVariant2>(),
            ];
            component::union(false, members, None)
        }
    }
}

impl ToSchema for Filter {
    fn name() -> std::borrow::Cow<'static, str> {
        "Filter".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<FilterVariant1>(_found);
        component::collect::<FilterVariant2>(_found);
    }
}

impl PartialSchema for FilterVariant1 {
    fn schema() -> Component {
        ObjectComponent::default()
        .required("and", component::array(component::named::<Filter>()))
        .closed()
        .build()
    }
}

impl ToSchema for FilterVariant1 {
    fn name() -> std::borrow::Cow<'static, str> {
        "FilterVariant1".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<Filter>(_found);
    }
}

impl PartialSchema for FilterVariant2 {
    fn schema() -> Component {
        ObjectComponent::default()
        .required("field", component::string())
        .closed()
        .build()
    }
}

impl ToSchema for FilterVariant2 {
    fn name() -> std::borrow::Cow<'static, str> {
        "FilterVariant2".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for Json2 {
    fn schema() -> Component {
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

impl ToSchema for Json2 {
    fn name() -> std::borrow::Cow<'static, str> {
        "Json2".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for WithoutInner {
    fn schema() -> Component {
        let own = component::any();
        component::narrowed(own, WithoutInner::RULES, NAMED)
    }
}

impl ToSchema for WithoutInner {
    fn name() -> std::borrow::Cow<'static, str> {
        "WithoutInner".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect_named(WithoutInner::RULES, NAMED, _found);
    }
}

impl PartialSchema for Without {
    fn schema() -> Component {
        ObjectComponent::default()
        .optional("inner", component::named::<WithoutInner>())
        .optional("a", component::string())
        .build()
    }
}

impl ToSchema for Without {
    fn name() -> std::borrow::Cow<'static, str> {
        "Without".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<WithoutInner>(_found);
    }
}

impl PartialSchema for FooBar {
    fn schema() -> Component {
        ObjectComponent::default()
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

impl ToSchema for FooBar {
    fn name() -> std::borrow::Cow<'static, str> {
        "FooBar".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for FooBar2In {
    fn schema() -> Component {
        ObjectComponent::default()
        .optional("x", component::named::<FooBar2InX>())
        .build()
    }
}

impl ToSchema for FooBar2In {
    fn name() -> std::borrow::Cow<'static, str> {
        "FooBar2In".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<FooBar2InX>(_found);
    }
}

impl PartialSchema for FooBar2 {
    fn schema() -> Component {
        ObjectComponent::default()
        .optional("in", component::named::<FooBar2In>())
        .build()
    }
}

impl ToSchema for FooBar2 {
    fn name() -> std::borrow::Cow<'static, str> {
        "FooBar2".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<FooBar2In>(_found);
    }
}

impl PartialSchema for Error {
    fn schema() -> Component {
        ObjectComponent::default()
        .optional("value", component::named::<Value>())
        .build()
    }
}

impl ToSchema for Error {
    fn name() -> std::borrow::Cow<'static, str> {
        "Error".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<Value>(_found);
    }
}

impl PartialSchema for Option2 {
    fn schema() -> Component {
        ObjectComponent::default()
        .optional("some", component::named::<Error>())
        .build()
    }
}

impl ToSchema for Option2 {
    fn name() -> std::borrow::Cow<'static, str> {
        "Option2".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<Error>(_found);
    }
}

impl PartialSchema for N2fa {
    fn schema() -> Component {
        ObjectComponent::default()
        .required("code", component::string())
        .build()
    }
}

impl ToSchema for N2fa {
    fn name() -> std::borrow::Cow<'static, str> {
        "N2fa".into()
    }

    fn schemas(_found: &mut Components) {
    }
}
